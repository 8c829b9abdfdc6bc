import type { Change, Entry } from '../../../client/src/index.ts';
import { button, byId, element, say } from '../look/dom.ts';

const SHOWN_MAX = 500;
const VALUE_MAX = 2_000;

/** From so many characters or lines on a value may be higher than its place, and be scrolled there. */
const LONG = 200;
const MANY_LINES = 8;

/** The keys as they are: what was listed, kept up to date by what the watch tells. */
export class KeyTable {
  readonly #remove: (entry: Entry) => void;
  readonly #body = byId('rows', HTMLTableSectionElement);
  readonly #rows = new Map<string, { entry: Entry; row: HTMLTableRowElement; value: HTMLElement; version: HTMLElement }>();
  #more = false;

  constructor(remove: (entry: Entry) => void) {
    this.#remove = remove;
  }

  /** Begins anew with these. */
  show(entries: readonly Entry[], more: boolean): void {
    this.clear();
    this.#more = more;
    for (const entry of entries) {
      this.#put(entry);
    }
    this.#tell();
  }

  change(change: Change): void {
    if (change.kind === 'changed') {
      this.#put(change.entry);
    } else if (change.kind === 'removed') {
      const known = this.#rows.get(change.key);
      if (known !== undefined && known.entry.version < change.version) {
        known.row.remove();
        this.#rows.delete(change.key);
      }
    }
    this.#tell();
  }

  clear(): void {
    this.#body.replaceChildren();
    this.#rows.clear();
  }

  /** A change that is older than what is shown was in the listing already. */
  #put(entry: Entry): void {
    const known = this.#rows.get(entry.key);
    if (known !== undefined) {
      if (known.entry.version < entry.version) {
        known.entry = entry;
        fill(known.value, entry);
        say(known.version, String(entry.version));
      }
    } else if (this.#rows.size < SHOWN_MAX) {
      this.#add(entry);
    } else {
      this.#more = true;
    }
  }

  #add(entry: Entry): void {
    const value = element('div', {});
    fill(value, entry);
    const version = element('td', { role: 'cell', class: 'number' }, String(entry.version));
    const remove = button('Delete', 'quiet', () => this.#remove(this.#rows.get(entry.key)?.entry ?? entry));
    remove.setAttribute('aria-label', `Delete ${entry.key}`);
    const row = element(
      'tr',
      { role: 'row' },
      element('th', { role: 'rowheader', scope: 'row' }, entry.key),
      element('td', { role: 'cell' }, value),
      version,
      element('td', { role: 'cell', class: 'number' }, remove),
    );
    const behind = [...this.#rows.keys()].filter((key) => key > entry.key).sort()[0];
    this.#body.insertBefore(row, behind === undefined ? null : (this.#rows.get(behind)?.row ?? null));
    this.#rows.set(entry.key, { entry, row, value, version });
  }

  #tell(): void {
    byId('table', HTMLElement).hidden = this.#rows.size === 0;
    byId('empty', HTMLElement).hidden = this.#rows.size > 0;
    byId('more', HTMLElement).hidden = !this.#more;
  }
}

function fill(place: HTMLElement, entry: Entry): void {
  let text: string | undefined;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(entry.value);
  } catch {
    text = undefined;
  }
  place.className = text === undefined ? 'value binary' : 'value';
  const size = `${entry.value.length} bytes`;
  const whole = text !== undefined && text.length <= VALUE_MAX;
  const shown = text === undefined ? size : whole ? text : `${text.slice(0, VALUE_MAX)}… (${size})`;
  say(place, shown);
  if (shown.length > LONG || shown.split('\n').length > MANY_LINES) {
    // What scrolls is to be reached by the keyboard.
    place.tabIndex = 0;
    place.setAttribute('role', 'group');
    place.setAttribute('aria-label', `Value of ${entry.key}`);
  } else {
    place.removeAttribute('tabindex');
    place.removeAttribute('role');
    place.removeAttribute('aria-label');
  }
}
