import { Problem, problemOf } from './problem.ts';

const TIMEOUT_MILLIS = 10_000;

/** Calls of the server, made with one key. Every failure is thrown as a {@link Problem}. */
export class Calls {
  readonly #key: string;
  #clockSkew = 0;

  constructor(key: string) {
    this.#key = key;
  }

  /** The server's time, by the last answer's date. */
  now(): number {
    return Date.now() + this.#clockSkew;
  }

  /** What the server answers; nothing where it has nothing to say. */
  async call(method: string, target: string): Promise<unknown> {
    const response = await this.#fetch(method, target);
    this.#readClock(response);
    if (!response.ok) {
      throw await problemOf(response);
    }
    try {
      const text = await response.text();
      return text === '' ? undefined : JSON.parse(text);
    } catch {
      throw new Problem(0, 'Unreadable answer', 'The server’s answer was cut short or is not JSON.');
    }
  }

  async #fetch(method: string, target: string): Promise<Response> {
    try {
      return await fetch(target, {
        method,
        headers: { authorization: `Bearer ${this.#key}`, accept: 'application/json' },
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MILLIS),
      });
    } catch {
      throw new Problem(0, 'The server does not answer', 'It may be restarting, or the network is down.');
    }
  }

  /** Ages and leases are told by the server's clock, which a viewer's clock need not match. */
  #readClock(response: Response): void {
    const date = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(date) && Math.abs(date - this.now()) > 2_000) {
      this.#clockSkew = date - Date.now();
    }
  }
}
