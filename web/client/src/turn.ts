import type { Ports } from './ports.ts';

/** Does something at the end of a turn of the program, once however often it was asked for until then. */
export class Turn {
  readonly #ports: Ports;
  readonly #act: () => void;
  #asked = false;
  #cancel: () => void = () => {};

  constructor(ports: Ports, act: () => void) {
    this.#ports = ports;
    this.#act = act;
  }

  soon(): void {
    if (this.#asked) {
      return;
    }
    this.#asked = true;
    queueMicrotask(() => {
      this.#asked = false;
      this.#act();
    });
  }

  /** Does it again at that time, which replaces an earlier one; infinity is no time. */
  at(time: number, now: number): void {
    if (time !== Number.POSITIVE_INFINITY) {
      this.#cancel();
      this.#cancel = this.#ports.after(Math.max(1, time - now), () => this.soon());
    }
  }

  /** Takes the time back. */
  cancel(): void {
    this.#cancel();
  }
}
