import { byId, element } from '../look/dom.ts';
import type { Terminal } from '../relay/message.ts';
import type { Screens as ScreensPort } from '../relay/ports.ts';
import { Screen, type View } from './screen.ts';

/** Above this, the page gives up drawing what arrived and asks for a replay instead. */
const PENDING_BYTES_MAX = 8 * 1024 * 1024;

/** What the terminals tell the page. */
export interface ScreensOwner {
  typed(terminal: string, text: string): void;
  behind(): void;
  leaveFocus(): void;
}

/** The terminals of the session: one is seen, tabs lead to the others. */
export class Screens implements ScreensPort {
  readonly #owner: ScreensOwner;
  readonly #tabs = byId('tabs', HTMLElement);
  readonly #place = byId('screens', HTMLElement);
  readonly #none = byId('no-terminal', HTMLElement);
  readonly #screens = new Map<string, { readonly screen: Screen; readonly tab: HTMLButtonElement }>();
  readonly #watch: ResizeObserver;
  #view: View;
  #accepts = false;
  #active: string | undefined;
  #made = 0;

  constructor(owner: ScreensOwner, view: View) {
    this.#owner = owner;
    this.#view = view;
    this.#watch = new ResizeObserver(() => this.#current()?.fit());
    this.#watch.observe(this.#place);
    this.#tabs.onkeydown = (event) => this.#walk(event);
  }

  show(terminals: readonly Terminal[]): void {
    const listed = new Set(terminals.map((terminal) => terminal.id));
    for (const id of [...this.#screens.keys()].filter((known) => !listed.has(known))) {
      this.#drop(id);
    }
    for (const terminal of terminals) {
      const known = this.#screens.get(terminal.id) ?? this.#make(terminal);
      known.tab.textContent = terminal.name;
      known.screen.rename(terminal.name);
    }
    this.#tabs.hidden = terminals.length < 2;
    this.#none.hidden = terminals.length > 0;
    if (this.#active === undefined || !listed.has(this.#active)) {
      this.#activate(terminals[0]?.id, document.activeElement === document.body);
    }
  }

  clear(terminal: string): void {
    this.#screens.get(terminal)?.screen.clear();
  }

  write(terminal: string, bytes: Uint8Array): void {
    const screen = this.#screens.get(terminal)?.screen;
    if (screen === undefined) {
      return;
    }
    screen.write(bytes);
    if (screen.pendingBytes > PENDING_BYTES_MAX) {
      this.#owner.behind();
    }
  }

  resize(terminal: string, cols: number, rows: number): void {
    this.#screens.get(terminal)?.screen.resize(cols, rows);
  }

  /** Types a text as if it came from the keyboard. */
  type(text: string): void {
    if (this.#active !== undefined) {
      this.#owner.typed(this.#active, text);
    }
  }

  get usesApplicationArrows(): boolean {
    return this.#current()?.usesApplicationArrows ?? false;
  }

  accept(accepts: boolean): void {
    this.#accepts = accepts;
    for (const { screen } of this.#screens.values()) {
      screen.accept(accepts);
    }
  }

  look(view: View): void {
    this.#view = view;
    for (const { screen } of this.#screens.values()) {
      screen.look(view);
    }
  }

  focus(): void {
    this.#current()?.focus();
  }

  dispose(): void {
    this.#watch.disconnect();
    for (const id of [...this.#screens.keys()]) {
      this.#drop(id);
    }
    this.#tabs.hidden = true;
    this.#none.hidden = false;
  }

  #current(): Screen | undefined {
    return this.#active === undefined ? undefined : this.#screens.get(this.#active)?.screen;
  }

  #make(terminal: Terminal): { readonly screen: Screen; readonly tab: HTMLButtonElement } {
    this.#made += 1;
    const panelId = `screen-${this.#made}`;
    const screen = new Screen(
      panelId,
      terminal.name,
      this.#view,
      (text) => this.#owner.typed(terminal.id, text),
      () => this.#owner.leaveFocus(),
    );
    const tab = element('button', {
      type: 'button',
      class: 'tab',
      role: 'tab',
      'aria-controls': panelId,
      'aria-selected': 'false',
      tabindex: '-1',
    });
    tab.addEventListener('click', () => this.#activate(terminal.id, true));
    const made = { screen, tab };
    this.#screens.set(terminal.id, made);
    this.#tabs.append(tab);
    this.#place.append(screen.place);
    screen.accept(this.#accepts);
    screen.open();
    screen.place.hidden = true;
    return made;
  }

  #drop(id: string): void {
    const known = this.#screens.get(id);
    known?.tab.remove();
    known?.screen.dispose();
    this.#screens.delete(id);
    if (this.#active === id) {
      this.#active = undefined;
    }
  }

  #activate(id: string | undefined, withFocus: boolean): void {
    this.#active = id;
    for (const [known, { screen, tab }] of this.#screens) {
      const isActive = known === id;
      tab.setAttribute('aria-selected', String(isActive));
      tab.tabIndex = isActive ? 0 : -1;
      screen.place.hidden = !isActive;
    }
    this.#current()?.fit();
    if (withFocus) {
      this.focus();
    }
  }

  /** Arrow keys walk the tabs without leaving them, as tab lists do. */
  #walk(event: KeyboardEvent): void {
    const tabs = [...this.#screens.entries()];
    const at = tabs.findIndex(([id]) => id === this.#active);
    const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = step === undefined ? undefined : tabs.at(step % tabs.length);
    if (next !== undefined) {
      event.preventDefault();
      this.#activate(next[0], false);
      next[1].tab.focus();
    }
  }
}
