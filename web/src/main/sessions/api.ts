import { Problem, problemOf } from './problem.ts';
import { type Action, type Page, type Session, readPage, readSession } from './session.ts';

/** How many sessions one page of the list holds. */
export const PAGE_SIZE = 50;

const TIMEOUT_MILLIS = 10_000;

export interface Query {
  readonly userId: string;
  readonly state: string;
  readonly cursor: string | undefined;
}

/** The session calls of the server, made with one key. Every failure is thrown as a {@link Problem}. */
export class Api {
  readonly #key: string;
  #clockSkew = 0;

  constructor(key: string) {
    this.#key = key;
  }

  /** The server's time, by the last answer's date. */
  now(): number {
    return Date.now() + this.#clockSkew;
  }

  async list(query: Query): Promise<Page> {
    const asked = new URLSearchParams({ limit: String(PAGE_SIZE) });
    if (query.userId !== '') {
      asked.set('user_id', query.userId);
    }
    if (query.state !== '') {
      asked.set('state', query.state);
    }
    if (query.cursor !== undefined) {
      asked.set('cursor', query.cursor);
    }
    return readPage(await this.#call('GET', `/v1/sessions?${asked}`));
  }

  async find(id: string): Promise<Session | undefined> {
    return readSession(await this.#call('GET', path(id)));
  }

  /** The session after the change, when the server tells it. */
  async act(id: string, action: Action): Promise<Session | undefined> {
    const answer =
      action === 'end' ? this.#call('DELETE', path(id)) : this.#call('PUT', `${path(id)}/${action}`);
    return readSession(await answer);
  }

  async #call(method: string, target: string): Promise<unknown> {
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

function path(id: string): string {
  return `/v1/sessions/${encodeURIComponent(id)}`;
}
