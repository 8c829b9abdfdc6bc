import { button, element } from '../look/dom.ts';
import { span } from '../sessions/words.ts';
import type { NfsClient, NfsSession } from './listing.ts';

/** The rows of the two tables. A row that is the same as before is left alone, with the focus in it. */
export class Rows<T extends { readonly id: string }> {
  readonly #body: HTMLTableSectionElement;
  readonly #cells: (item: T) => HTMLElement[];
  readonly #rows = new Map<string, { told: string; row: HTMLTableRowElement }>();

  constructor(body: HTMLTableSectionElement, cells: (item: T) => HTMLElement[]) {
    this.#body = body;
    this.#cells = cells;
  }

  show(items: readonly T[]): void {
    const ids = new Set(items.map((item) => item.id));
    for (const [id, { row }] of this.#rows) {
      if (!ids.has(id)) {
        row.remove();
        this.#rows.delete(id);
      }
    }
    let before: Element | null = this.#body.firstElementChild;
    for (const item of items) {
      const row = this.#row(item);
      if (row === before) {
        before = before.nextElementSibling;
      } else {
        this.#body.insertBefore(row, before);
      }
    }
  }

  /** The item's row: what has changed in it is replaced, but for the button at its end. */
  #row(item: T): HTMLTableRowElement {
    const told = JSON.stringify(item);
    const known = this.#rows.get(item.id);
    if (known === undefined) {
      const row = element('tr', { role: 'row' }, ...this.#cells(item));
      this.#rows.set(item.id, { told, row });
      return row;
    }
    if (known.told !== told) {
      const fresh = this.#cells(item);
      [...known.row.cells].slice(0, -1).forEach((cell, at) => cell.replaceWith(fresh[at] ?? cell));
      known.told = told;
    }
    return known.row;
  }
}

/** A session, and what its client calls itself. */
export type OwnedSession = NfsSession & { readonly owner: string };

export function sessionCells(session: OwnedSession, end: (session: NfsSession) => void): HTMLElement[] {
  const kind = session.dead ? 'Answers retries only' : session.persistent ? 'Persistent' : 'Until a restart';
  const slots = `${session.slotsInUse} of ${session.slots}`;
  const meter = element('meter', {
    min: '0',
    max: String(Math.max(1, session.slots)),
    value: String(session.slotsInUse),
    'aria-label': `Slots in use: ${slots}`,
  });
  return [
    element('th', { role: 'rowheader', scope: 'row', class: 'mono' }, session.id, element('small', {}, session.owner)),
    element('td', { role: 'cell' }, session.callbacks ? `${kind}, with callbacks` : kind),
    element('td', { role: 'cell' }, element('span', { class: 'slots' }, meter, slots)),
    element('td', { role: 'cell', class: 'number' }, `${session.replyBytes} bytes`),
    element('td', { role: 'cell' }, session.remotes.join(', ') || '–'),
    ending(`End session ${session.id}`, () => end(session)),
  ];
}

export function clientCells(client: NfsClient, end: (client: NfsClient) => void): HTMLElement[] {
  const left = client.leaseLeftMillis;
  const holds = client.revoked ? 'Something was taken away' : client.holdsState ? 'Files' : '–';
  return [
    element(
      'th',
      { role: 'rowheader', scope: 'row' },
      client.owner || client.id,
      ...(client.owner ? [element('small', { class: 'mono' }, client.id)] : []),
    ),
    element('td', { role: 'cell' }, client.program || '–'),
    element('td', { role: 'cell', class: 'number' }, String(client.sessions)),
    element('td', { role: 'cell' }, client.confirmed ? holds : 'Not confirmed yet'),
    element('td', { role: 'cell', class: left === undefined || left < 0 ? 'lease number none' : 'lease number' }, left === undefined ? '–' : left < 0 ? 'over' : span(left)),
    ending(`End client ${client.owner || client.id}`, () => end(client)),
  ];
}

function ending(label: string, press: () => void): HTMLElement {
  const end = button('End', 'quiet', press);
  end.setAttribute('aria-label', label);
  return element('td', { role: 'cell', class: 'number' }, end);
}
