import type { Options } from './options.ts';

/** What it takes to go on with a session after a restart. */
export interface Held {
  readonly id: string;
  /** In base64. */
  readonly token: string;
  /** The first sequence that was never used. */
  readonly next: number;
  /** The number of the last push that was processed. */
  readonly push: number;
}

/** The session as it is kept in the store of the program, if that has one. */
export class Kept {
  readonly #store: Options['store'];

  constructor(store: Options['store']) {
    this.#store = store;
  }

  save(held: Held): void {
    this.#store?.at.setItem(this.#store.name, JSON.stringify(held));
  }

  forget(): void {
    this.#store?.at.removeItem(this.#store.name);
  }

  /** Nothing if nothing is kept there that makes sense. */
  load(): Held | undefined {
    const text = this.#store?.at.getItem(this.#store.name);
    if (text === null || text === undefined) {
      return undefined;
    }
    try {
      const held = JSON.parse(text) as Held;
      const whole =
        typeof held.id === 'string' && typeof held.token === 'string' && held.next >= 1;
      return whole && Number.isSafeInteger(held.next) && Number.isSafeInteger(held.push) ? held : undefined;
    } catch {
      return undefined;
    }
  }
}
