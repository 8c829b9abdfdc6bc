import { Calls } from './calls.ts';
import { type Action, type Page, type Session, readPage, readSession } from './session.ts';

/** How many sessions one page of the list holds. */
export const PAGE_SIZE = 50;

export interface Query {
  readonly userId: string;
  readonly state: string;
  readonly cursor: string | undefined;
}

/** The session calls of the server, made with one key. Every failure is thrown as a {@link Problem}. */
export class Api {
  readonly #calls: Calls;

  constructor(key: string) {
    this.#calls = new Calls(key);
  }

  /** The server's time, by the last answer's date. */
  now(): number {
    return this.#calls.now();
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
    return readPage(await this.#calls.call('GET', `/v1/sessions?${asked}`));
  }

  async find(id: string): Promise<Session | undefined> {
    return readSession(await this.#calls.call('GET', path(id)));
  }

  /** The session after the change, when the server tells it. */
  async act(id: string, action: Action): Promise<Session | undefined> {
    const answer =
      action === 'end' ? this.#calls.call('DELETE', path(id)) : this.#calls.call('PUT', `${path(id)}/${action}`);
    return readSession(await answer);
  }
}

function path(id: string): string {
  return `/v1/sessions/${encodeURIComponent(id)}`;
}
