import type { Ports } from './ports.ts';

const SILENCE_MILLIS = 15_000;

/**
 * The two clocks of a line that holds a session: the lease wants to be renewed however much is heard,
 * and a line on which nothing is heard wants to be tried, and then given up.
 */
export class Pulse {
  readonly #ports: Ports;
  readonly #keepAlive: () => void;
  readonly #lost: () => void;
  #silence = SILENCE_MILLIS;
  #lease: number | undefined;
  #renewedAt = 0;
  #cancelSilence: () => void = () => {};
  #cancelLease: () => void = () => {};

  /** @param keepAlive renews the lease, and is answered */
  constructor(ports: Ports, keepAlive: () => void, lost: () => void) {
    this.#ports = ports;
    this.#keepAlive = keepAlive;
    this.#lost = lost;
  }

  /** The session is held; it dies without a renewal for so long, or never for 0. */
  begin(idleTimeoutMillis: number): void {
    this.end();
    this.#lease = idleTimeoutMillis > 0 ? idleTimeoutMillis / 3 : undefined;
    this.#silence = Math.min(this.#lease ?? SILENCE_MILLIS, SILENCE_MILLIS);
    this.#renewedAt = this.#ports.now();
    this.heard();
    this.#awaitRenewal();
  }

  heard(): void {
    this.#cancelSilence();
    this.#cancelSilence = this.#ports.after(this.#silence, () => {
      this.#keepAlive();
      this.#cancelSilence = this.#ports.after(this.#silence, this.#lost);
    });
  }

  /** Something was sent that renews the lease. */
  renewed(): void {
    this.#renewedAt = this.#ports.now();
  }

  end(): void {
    this.#cancelSilence();
    this.#cancelLease();
  }

  #awaitRenewal(): void {
    if (this.#lease === undefined) {
      return;
    }
    const left = this.#renewedAt + this.#lease - this.#ports.now();
    this.#cancelLease = this.#ports.after(Math.max(1, left), () => {
      if (this.#lease !== undefined && this.#ports.now() - this.#renewedAt >= this.#lease) {
        this.#keepAlive();
        this.#renewedAt = this.#ports.now();
      }
      this.#awaitRenewal();
    });
  }
}
