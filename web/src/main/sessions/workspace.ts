import { button, byId, element, say } from '../look/dom.ts';
import type { Api, Query } from './api.ts';
import { confirmed } from './confirm.ts';
import { Details } from './details.ts';
import { List } from './list.ts';
import { Pager } from './pager.ts';
import { Poll } from './poll.ts';
import { Problem } from './problem.ts';
import type { Action, Page, Session } from './session.ts';
import { title } from './words.ts';

const DONE: Readonly<Record<Action, string>> = {
  activate: 'The session is active.',
  suspend: 'The session is suspended.',
  resume: 'The session is active again.',
  end: 'The session has ended.',
};

/** The signed-in page: the live list, the open session, and what is done to it. */
export class Workspace {
  readonly #api: Api;
  readonly #signedOut: (why: string) => void;
  readonly #list: List;
  readonly #details: Details;
  readonly #pager: Pager;
  readonly #poll: Poll;
  readonly #closing = new AbortController();
  readonly #place = byId('workspace', HTMLElement);
  readonly #notice = byId('notice', HTMLElement);
  readonly #live = byId('live', HTMLElement);
  readonly #user = byId('user', HTMLInputElement);
  readonly #state = byId('state', HTMLSelectElement);
  #openId: string | undefined;

  constructor(api: Api, signedOut: (why: string) => void) {
    this.#api = api;
    this.#signedOut = signedOut;
    byId('rows', HTMLElement).replaceChildren();
    byId('details', HTMLElement).replaceChildren();
    this.#list = new List((id) => this.#open(id));
    this.#details = new Details(
      (session, action) => void this.#act(session, action),
      () => this.#closeDetails(),
      this.#closing.signal,
    );
    this.#pager = new Pager(this.#closing.signal, () => this.#poll.now());
    this.#poll = new Poll({
      ask: () => this.#ask(),
      failed: (problem, millis) => this.#failed(problem, millis),
      after: (millis, act) => {
        const timer = setTimeout(act, millis);
        return () => clearTimeout(timer);
      },
    });
    this.#listen();
    this.#place.hidden = false;
    this.#watchOrPause();
  }

  close(): void {
    this.#closing.abort();
    this.#poll.stop();
    this.#details.close();
    this.#place.hidden = true;
    this.#notice.replaceChildren();
    byId('rows', HTMLElement).replaceChildren();
  }

  #listen(): void {
    const signal = this.#closing.signal;
    document.addEventListener('visibilitychange', () => this.#watchOrPause(), { signal });
    byId('filter', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault(), {
      signal,
    });
    for (const filter of [this.#user, this.#state]) {
      filter.addEventListener('input', () => this.#pager.first(), { signal });
    }
  }

  #watchOrPause(): void {
    if (document.hidden) {
      this.#poll.stop();
      say(this.#live, 'Paused');
    } else {
      this.#poll.start();
    }
  }

  async #ask(): Promise<void> {
    const query = this.#query();
    const page = await this.#api.list(query);
    if (!this.#closing.signal.aborted && isSame(query, this.#query())) {
      this.#show(page);
      await this.#refreshDetails(page);
    }
  }

  #query(): Query {
    return {
      userId: this.#user.value.trim(),
      state: this.#state.value,
      cursor: this.#pager.cursor,
    };
  }

  #show(page: Page): void {
    this.#notice.replaceChildren();
    say(this.#live, 'Live, every 2 s');
    this.#pager.show(page.nextCursor);
    this.#list.show(page.sessions, this.#openId, this.#api.now());
    const isEmpty = page.sessions.length === 0;
    byId('table', HTMLElement).hidden = isEmpty;
    byId('empty', HTMLElement).hidden = !isEmpty;
    if (isEmpty) {
      this.#showEmpty();
    }
  }

  #showEmpty(): void {
    const isFiltered = this.#user.value.trim() !== '' || this.#state.value !== '';
    const place = byId('empty', HTMLElement);
    const kind = isFiltered ? 'filtered' : this.#pager.isFirst ? 'none' : 'past';
    if (place.dataset['kind'] === kind) {
      return;
    }
    place.dataset['kind'] = kind;
    place.replaceChildren(
      ...(kind === 'none'
        ? [
            element('h2', {}, 'No sessions yet'),
            element('p', {}, 'Share a terminal to make the first one:'),
            element('code', {}, './sojourn share -- bash'),
            element(
              'p',
              {},
              'It prints a code. ',
              element('a', { href: '/join' }, 'Join with the code'),
              ' from any browser.',
            ),
          ]
        : [
            element(
              'h2',
              {},
              kind === 'filtered' ? 'No session matches the filter' : 'Nothing on this page any more',
            ),
          ]),
    );
  }

  async #refreshDetails(page: Page): Promise<void> {
    const id = this.#openId;
    if (id === undefined) {
      return;
    }
    try {
      const session = page.sessions.find((listed) => listed.id === id) ?? (await this.#api.find(id));
      if (session !== undefined && this.#openId === id) {
        this.#details.show(session, this.#api.now());
      }
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 404) {
        throw problem;
      }
      this.#details.tell('The server no longer keeps this session.', true);
      this.#details.busy(true);
    }
  }

  #failed(problem: unknown, millis: number): void {
    if (problem instanceof Problem && problem.status === 401) {
      this.#signedOut('The server does not know this key any more.');
      return;
    }
    const told = problem instanceof Problem ? problem.message : 'Something went wrong in this page.';
    const seconds = Math.round(millis / 1000);
    say(this.#live, 'Not up to date');
    this.#notice.replaceChildren(
      element(
        'div',
        { class: 'notice warn' },
        element('span', {}, `${told} Trying again in ${seconds} s.`),
        button('Try now', '', () => this.#poll.now()),
      ),
    );
  }

  #open(id: string): void {
    this.#openId = id;
    this.#details.open();
    this.#poll.now();
  }

  #closeDetails(): void {
    const id = this.#openId;
    this.#openId = undefined;
    this.#details.close();
    this.#poll.now();
    if (id !== undefined) {
      this.#list.focus(id);
    }
  }

  async #act(session: Session, action: Action): Promise<void> {
    if (action === 'end' && !(await this.#mayEnd(session))) {
      return;
    }
    this.#details.busy(true);
    try {
      const changed = await this.#api.act(session.id, action);
      if (changed !== undefined && this.#openId === session.id) {
        this.#details.show(changed, this.#api.now());
      }
      this.#details.tell(DONE[action], false);
    } catch (problem) {
      this.#details.tell(
        problem instanceof Problem ? problem.message : 'Something went wrong in this page.',
        true,
      );
    }
    this.#details.busy(false);
    this.#poll.now();
  }

  #mayEnd(session: Session): Promise<boolean> {
    const isHost = session.capabilities.get('role') === 'host';
    return confirmed({
      title: `End “${title(session)}”?`,
      text: isHost
        ? 'The terminal stops being shared and everybody watching is disconnected. This cannot be undone.'
        : 'Whoever holds the session loses it at once. This cannot be undone.',
      yes: 'End session',
    });
  }
}

/** An answer to an older question, before the filter or the page changed, is not shown. */
function isSame(one: Query, other: Query): boolean {
  return one.userId === other.userId && one.state === other.state && one.cursor === other.cursor;
}
