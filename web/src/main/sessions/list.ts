import { byId, element, say } from '../look/dom.ts';
import type { Session } from './session.ts';
import { age, kind, leaseLeft, short, title } from './words.ts';

/**
 * The table of sessions. A row is made once and then kept up to date, so that focus and selection
 * survive every refresh.
 */
export class List {
  readonly #body = byId('rows', HTMLTableSectionElement);
  readonly #rows = new Map<string, Row>();
  readonly #open: (id: string) => void;

  constructor(open: (id: string) => void) {
    this.#open = open;
  }

  show(sessions: readonly Session[], openId: string | undefined, now: number): void {
    const listed = new Set(sessions.map((session) => session.id));
    for (const [id, row] of this.#rows) {
      if (!listed.has(id)) {
        row.element.remove();
        this.#rows.delete(id);
      }
    }
    sessions.forEach((session, at) => {
      const row = this.#rows.get(session.id) ?? this.#add(session.id);
      row.show(session, session.id === openId, now);
      const there = this.#body.children[at];
      if (there !== row.element) {
        this.#body.insertBefore(row.element, there ?? null);
      }
    });
  }

  focus(id: string): void {
    this.#rows.get(id)?.opener.focus();
  }

  #add(id: string): Row {
    const row = new Row(() => this.#open(id));
    this.#rows.set(id, row);
    return row;
  }
}

class Row {
  readonly opener = element('button', { type: 'button', class: 'opener' });
  readonly #title = element('span');
  readonly #kind = element('small');
  readonly #state = element('span', { class: 'badge' });
  readonly #owner = element('td', { role: 'cell', class: 'wide-only' });
  readonly #age = element('td', { role: 'cell', class: 'wide-only number' });
  readonly #lease = element('td', { role: 'cell', class: 'lease number' });
  readonly element: HTMLTableRowElement;

  constructor(open: () => void) {
    this.opener.append(this.#title, this.#kind);
    this.element = element(
      'tr',
      { role: 'row' },
      element('th', { role: 'rowheader', scope: 'row' }, this.opener),
      element('td', { role: 'cell', class: 'state' }, this.#state),
      this.#owner,
      this.#age,
      this.#lease,
    );
    this.element.addEventListener('click', open);
  }

  show(session: Session, isOpen: boolean, now: number): void {
    say(this.#title, title(session));
    say(this.#kind, `${kind(session)} · ${short(session.id)}`);
    say(this.#state, session.state);
    this.#state.className = `badge ${session.state.toLowerCase()}`;
    say(this.#owner, session.userId === '' ? '–' : session.userId);
    say(this.#age, age(session, now));
    say(this.#lease, leaseLeft(session, now));
    this.#lease.classList.toggle('none', !/\d/.test(leaseLeft(session, now)));
    this.opener.setAttribute('aria-expanded', String(isOpen));
    this.element.toggleAttribute('data-open', isOpen);
  }
}
