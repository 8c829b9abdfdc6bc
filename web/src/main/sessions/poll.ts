/** What a poll needs of the world. */
export interface PollPorts {
  /** Asks once; rejects on failure, with `retryAfterSeconds` when the server wants to be left alone. */
  ask(): Promise<void>;
  /** Tells of a failure and of the wait before the next try. */
  failed(problem: unknown, millis: number): void;
  after(millis: number, act: () => void): () => void;
}

const EVERY_MILLIS = 2_000;
const LAST_MILLIS = 30_000;

/**
 * Asks again and again: every 2 s, after failures at doubled distance up to 30 s, never twice at
 * once, and not at all while nobody looks.
 */
export class Poll {
  readonly #ports: PollPorts;
  #cancel: () => void = () => {};
  #running = false;
  #asking = false;
  #askAgain = false;
  #failures = 0;

  constructor(ports: PollPorts) {
    this.#ports = ports;
  }

  /** Asks at once and from then on; also cuts a wait short. */
  start(): void {
    this.#running = true;
    this.now();
  }

  stop(): void {
    this.#running = false;
    this.#cancel();
  }

  /** Asks now; while an answer is still awaited, once more after it. */
  now(): void {
    this.#cancel();
    if (this.#asking) {
      this.#askAgain = true;
    } else if (this.#running) {
      void this.#ask();
    }
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    this.#askAgain = false;
    let wait = EVERY_MILLIS;
    try {
      await this.#ports.ask();
      this.#failures = 0;
    } catch (problem) {
      wait = this.#failed(problem);
    }
    this.#asking = false;
    if (this.#askAgain) {
      this.now();
    } else if (this.#running) {
      this.#cancel = this.#ports.after(wait, () => this.now());
    }
  }

  #failed(problem: unknown): number {
    this.#failures += 1;
    const backoff = Math.min(LAST_MILLIS, EVERY_MILLIS * 2 ** Math.min(this.#failures, 10));
    const asked = retryAfterMillis(problem);
    const wait = Math.max(backoff, asked);
    if (this.#running) {
      this.#ports.failed(problem, wait);
    }
    return wait;
  }
}

function retryAfterMillis(problem: unknown): number {
  const seconds =
    problem instanceof Object && 'retryAfterSeconds' in problem ? problem.retryAfterSeconds : 0;
  return typeof seconds === 'number' ? seconds * 1_000 : 0;
}
