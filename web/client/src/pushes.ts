import type { ClientMessage } from './messages.ts';

/** A push as the application gets it. */
export interface Push {
  readonly number: number;
  readonly payload: Uint8Array;
}

/** Handles a push; what it returns is awaited before the push is acknowledged. */
export type PushHandler = (push: Push) => void | Promise<void>;

/** What the back channel needs of the client around it. */
export interface PushPorts {
  say(message: ClientMessage): void;
  /** Says a keep-alive behind what was said, and returns its stamp; infinity if nothing can be said now. */
  confirm(): number;
  /** A push before one that came is missing, and does not come over this line. */
  missing(): void;
  pause(millis: number): Promise<void>;
}

const ATTEMPTS = 5;
const PAUSE_MILLIS = 100;
const REASON_LENGTH = 256;

interface Rejected {
  readonly number: number;
  readonly reason: string;
  /** Of the keep-alive behind it. */
  stamp: number;
}

/**
 * The back channel: gives each push to the handler once and in order, and acknowledges it after the
 * handler is done. One that the handler cannot take, in five attempts, goes to the dead letters.
 * Without a handler pushes stay with the server.
 *
 * An acknowledgement takes away every push up to its number, one that was rejected as well. So a
 * rejection is said again on a new line, before anything else, until it is known to have arrived.
 */
export class Pushes {
  readonly #handler: PushHandler | undefined;
  readonly #ports: PushPorts;
  readonly #waiting: Push[] = [];
  #rejected: Rejected[] = [];
  #accepted: number;
  #processed: number;
  #handled: number;
  #acknowledged: number;
  #running = false;
  #beginning = true;
  #seen = 0;
  #seenOnEarlierLines = 0;

  /** @param processed the number of the last push that was processed before */
  constructor(handler: PushHandler | undefined, processed: number, ports: PushPorts) {
    this.#handler = handler;
    this.#ports = ports;
    this.#accepted = processed;
    this.#processed = processed;
    this.#handled = processed;
    this.#acknowledged = processed;
  }

  /** The number up to which every push was processed, or rejected and known to be. */
  get processed(): number {
    const [first] = this.#rejected;
    return first === undefined ? this.#processed : first.number - 1;
  }

  /** A new line: what is outstanding comes again, after what is said here. */
  reconnected(): void {
    this.#beginning = true;
    this.#seenOnEarlierLines = this.#seen;
    for (const push of this.#rejected) {
      this.#reject(push);
    }
  }

  /** The keep-alive with that stamp was answered: what was said before it has arrived. */
  confirmed(stamp: number): void {
    this.#rejected = this.#rejected.filter((push) => push.stamp > stamp);
  }

  /** One that is known is acknowledged again; one before which others are missing comes again. */
  received(push: Push, previous: number): void {
    if (this.#handler === undefined) {
      return;
    }
    const first = this.#beginning;
    this.#beginning = false;
    if (push.number <= this.#accepted) {
      this.#again(push.number);
      return;
    }
    const seenBefore = push.number <= this.#seenOnEarlierLines;
    this.#seen = Math.max(this.#seen, push.number);
    if (previous <= this.#accepted || (first && seenBefore)) {
      // A line begins with all that is outstanding: what is missing before the first one is gone.
      this.#accepted = push.number;
      this.#waiting.push(push);
      void this.#work(this.#handler);
    } else if (first) {
      this.#ports.missing();
    }
  }

  #again(number: number): void {
    const rejected = this.#rejected.find((push) => push.number === number);
    if (rejected !== undefined) {
      this.#reject(rejected);
    } else if (number <= this.#handled) {
      this.#ports.say({ type: 'ack', number: this.#handled });
    }
  }

  #reject(push: Rejected): void {
    this.#ports.say({ type: 'reject', number: push.number, reason: push.reason });
    push.stamp = this.#ports.confirm();
  }

  async #work(handler: PushHandler): Promise<void> {
    if (this.#running) {
      return;
    }
    this.#running = true;
    for (let push = this.#waiting.shift(); push !== undefined; push = this.#waiting.shift()) {
      const problem = await this.#handle(handler, push);
      this.#processed = push.number;
      if (problem === undefined) {
        this.#handled = push.number;
      } else {
        const reason = problem.slice(0, REASON_LENGTH);
        const rejected = { number: push.number, reason, stamp: Number.POSITIVE_INFINITY };
        this.#rejected.push(rejected);
        this.#reject(rejected);
      }
      if (this.#waiting.length === 0 && this.#handled > this.#acknowledged) {
        this.#acknowledged = this.#handled;
        this.#ports.say({ type: 'ack', number: this.#handled });
      }
    }
    this.#running = false;
  }

  async #handle(handler: PushHandler, push: Push): Promise<string | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        await handler(push);
        return undefined;
      } catch (failure) {
        if (attempt === ATTEMPTS) {
          return String(failure);
        }
        await this.#ports.pause(PAUSE_MILLIS * 2 ** (attempt - 1));
      }
    }
  }
}
