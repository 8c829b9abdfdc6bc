import type { ClientMessage } from './messages.ts';

/** A push as the application gets it. */
export interface Push {
  readonly number: number;
  readonly payload: Uint8Array;
}

/** Handles a push; what it returns is awaited before the push is acknowledged. */
export type PushHandler = (push: Push) => void | Promise<void>;

const ATTEMPTS = 3;
const REASON_LENGTH = 256;

/**
 * The back channel: gives each push to the handler once and in order, and acknowledges it after the
 * handler is done. One that the handler cannot take, in three attempts, goes to the dead letters.
 */
export class Pushes {
  readonly #handler: PushHandler;
  readonly #say: (message: ClientMessage) => void;
  readonly #waiting: Push[] = [];
  #accepted: number;
  #processed: number;
  #running = false;

  /** @param processed the number of the last push that was processed before */
  constructor(handler: PushHandler, processed: number, say: (message: ClientMessage) => void) {
    this.#handler = handler;
    this.#say = say;
    this.#accepted = processed;
    this.#processed = processed;
  }

  /** The number of the last push that was processed. */
  get processed(): number {
    return this.#processed;
  }

  /** One that is known is acknowledged again; one before which others are missing comes again. */
  received(push: Push, previous: number): void {
    if (push.number <= this.#processed) {
      this.#say({ type: 'ack', number: this.#processed });
    } else if (push.number > this.#accepted && previous <= this.#accepted) {
      this.#accepted = push.number;
      this.#waiting.push(push);
      void this.#work();
    }
  }

  async #work(): Promise<void> {
    if (this.#running) {
      return;
    }
    this.#running = true;
    for (let push = this.#waiting.shift(); push !== undefined; push = this.#waiting.shift()) {
      const problem = await this.#handle(push);
      this.#processed = push.number;
      if (problem !== undefined) {
        this.#say({ type: 'reject', number: push.number, reason: problem.slice(0, REASON_LENGTH) });
      }
      if (this.#waiting.length === 0) {
        this.#say({ type: 'ack', number: push.number });
      }
    }
    this.#running = false;
  }

  async #handle(push: Push): Promise<string | undefined> {
    let problem: string | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        await this.#handler(push);
        return undefined;
      } catch (failure) {
        problem = String(failure);
      }
    }
    return problem;
  }
}
