import type { Ear, Line, Ports } from '../../../client/src/ports.ts';

/** Numbers from 0 to below 1, the same for the same seed (the generator mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A world with a clock of its own, in which everything happens in the order of its time. */
export class World implements Ports {
  readonly random: () => number;
  readonly dial: Ports['dial'];
  #clock = 1;
  #made = 0;
  readonly #events: { at: number; order: number; act: (() => void) | undefined }[] = [];

  constructor(random: () => number, dial: (url: string, ear: Ear) => Line) {
    this.random = random;
    this.dial = dial;
  }

  now = (): number => this.#clock;

  after = (millis: number, act: () => void): (() => void) => {
    const event: { at: number; order: number; act: (() => void) | undefined } = {
      at: this.#clock + millis,
      order: this.#made++,
      act,
    };
    this.#events.push(event);
    return () => {
      event.act = undefined;
    };
  };

  /** Lets time pass until the condition holds, nothing more is going to happen, or too much has. */
  async run(until: () => boolean, events = 20_000): Promise<void> {
    for (let done = 0; done < events; done++) {
      // What a promise leads to comes before anything that takes time.
      for (let turn = 0; turn < 20; turn++) {
        await Promise.resolve();
      }
      if (until()) {
        return;
      }
      this.#events.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#events.shift();
      if (next === undefined) {
        return;
      }
      this.#clock = Math.max(this.#clock, next.at);
      next.act?.();
    }
  }
}
