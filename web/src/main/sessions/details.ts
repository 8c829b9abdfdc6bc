import { button, byId, element, say } from '../look/dom.ts';
import { type Action, type Session, actionsIn } from './session.ts';
import { age, kind, leaseLeft, moment, title } from './words.ts';

const LABELS: Readonly<Record<Action, string>> = {
  activate: 'Activate',
  suspend: 'Suspend',
  resume: 'Resume',
  end: 'End session',
};

/** Everything about one session, and what can be done with it. */
export class Details {
  readonly #place = byId('details', HTMLElement);
  readonly #title = element('h2', { id: 'details-title', tabindex: '-1' });
  readonly #kind = element('p', { class: 'hint' });
  readonly #actions = element('div', { class: 'actions', role: 'group', 'aria-label': 'Actions' });
  readonly #outcome = element('div', { class: 'notice-place', role: 'status' });
  readonly #facts = element('dl');
  readonly #capabilities = element('dl');
  readonly #attributes = element('dl');
  readonly #act: (session: Session, action: Action) => void;
  #shown: { readonly id: string; readonly state: string } | undefined;

  constructor(act: (session: Session, action: Action) => void, close: () => void, closing: AbortSignal) {
    this.#act = act;
    this.#place.append(
      element('header', {}, element('div', {}, this.#title, this.#kind), button('Close', 'quiet', close)),
      this.#actions,
      this.#outcome,
      this.#facts,
      element('div', { class: 'stack' }, element('h3', {}, 'Capabilities'), this.#capabilities),
      element('div', { class: 'stack' }, element('h3', {}, 'Attributes'), this.#attributes),
    );
    this.#place.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Escape') {
          close();
        }
      },
      { signal: closing },
    );
  }

  open(): void {
    this.#place.hidden = false;
    this.#outcome.replaceChildren();
    this.#title.focus();
  }

  close(): void {
    this.#place.hidden = true;
    this.#shown = undefined;
  }

  show(session: Session, now: number): void {
    say(this.#title, title(session));
    say(this.#kind, kind(session));
    if (this.#shown?.id !== session.id || this.#shown.state !== session.state) {
      this.#offer(session);
      this.#shown = { id: session.id, state: session.state };
    }
    fill(this.#facts, facts(session, now), '');
    fill(this.#capabilities, session.capabilities, 'None');
    fill(this.#attributes, session.attributes, 'None');
  }

  /** Tells how an action went. */
  tell(text: string, isBad: boolean): void {
    this.#outcome.replaceChildren(element('p', { class: isBad ? 'notice bad' : 'notice' }, text));
  }

  busy(isBusy: boolean): void {
    for (const offered of this.#actions.querySelectorAll('button')) {
      offered.disabled = isBusy;
    }
  }

  #offer(session: Session): void {
    const hadFocus = this.#actions.contains(document.activeElement);
    this.#actions.replaceChildren(
      ...actionsIn(session.state).map((action) =>
        button(LABELS[action], action === 'end' ? 'danger' : '', () => this.#act(session, action)),
      ),
    );
    if (hadFocus) {
      this.#title.focus();
    }
  }
}

function facts(session: Session, now: number): ReadonlyMap<string, string> {
  return new Map([
    ['State', session.state],
    ['Owner', session.userId === '' ? '–' : session.userId],
    ['Age', age(session, now)],
    ['Lease left', leaseLeft(session, now)],
    ['Lease ends', moment(session.leaseExpiresAt)],
    ['Idle timeout', session.idleSeconds === undefined ? '–' : `${session.idleSeconds} s`],
    ['Last seen', moment(session.lastSeenAt)],
    ['Created', moment(session.createdAt)],
    ['Expires', moment(session.expiresAt)],
    ['Version', String(session.version ?? '–')],
    ['Epoch', String(session.epoch ?? '–')],
    ['Id', session.id],
  ]);
}

/** Writes a list of names and values, touching only what differs. */
function fill(list: HTMLElement, values: ReadonlyMap<string, string>, whenEmpty: string): void {
  const wanted = values.size === 0 && whenEmpty !== '' ? new Map([[whenEmpty, '']]) : values;
  const names = [...list.querySelectorAll('dt')].map((name) => name.textContent);
  if (names.join('\n') !== [...wanted.keys()].join('\n')) {
    list.replaceChildren(...[...wanted.keys()].flatMap((name) => [element('dt', {}, name), element('dd')]));
  }
  const cells = list.querySelectorAll('dd');
  [...wanted.entries()].forEach(([name, value], at) => {
    const cell = cells[at];
    if (cell !== undefined) {
      say(cell, value);
      cell.classList.toggle('mono', name === 'Id');
    }
  });
}
