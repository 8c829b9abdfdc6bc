import { button, byId } from '../look/dom.ts';

/** Where the keys go. */
export interface KeysOwner {
  readonly usesApplicationArrows: boolean;
  type(text: string): void;
}

/** The keys that a phone's keyboard lacks. Ctrl stays down for the next letter. */
export class Keys {
  readonly #owner: KeysOwner;
  readonly #place = byId('keys', HTMLElement);
  readonly #ctrl: HTMLButtonElement;

  constructor(owner: KeysOwner) {
    this.#owner = owner;
    this.#ctrl = button('Ctrl', '', () => this.#hold(!this.#isHeld()));
    this.#place.replaceChildren(
      this.#key('Esc', 'Esc', () => '\x1b'),
      this.#key('Tab', 'Tab', () => '\t'),
      this.#ctrl,
      this.#key('←', 'Left', () => this.#arrow('D')),
      this.#key('↓', 'Down', () => this.#arrow('B')),
      this.#key('↑', 'Up', () => this.#arrow('A')),
      this.#key('→', 'Right', () => this.#arrow('C')),
    );
    this.#hold(false);
    // The terminal keeps the focus, and a phone its keyboard.
    this.#place.onpointerdown = (event) => event.preventDefault();
  }

  enable(isEnabled: boolean): void {
    for (const key of this.#place.querySelectorAll('button')) {
      key.disabled = !isEnabled;
    }
  }

  /** What typed text becomes under a held Ctrl, which it lets go. */
  under(text: string): string {
    if (!this.#isHeld()) {
      return text;
    }
    this.#hold(false);
    return control(text);
  }

  #key(label: string, name: string, text: () => string): HTMLButtonElement {
    const key = button(label, '', () => this.#owner.type(text()));
    key.setAttribute('aria-label', name);
    return key;
  }

  #arrow(letter: string): string {
    return this.#owner.usesApplicationArrows ? `\x1bO${letter}` : `\x1b[${letter}`;
  }

  #isHeld(): boolean {
    return this.#ctrl.getAttribute('aria-pressed') === 'true';
  }

  #hold(isHeld: boolean): void {
    this.#ctrl.setAttribute('aria-pressed', String(isHeld));
  }
}

/** The control character of one key: Ctrl+C is 3. Anything else is left as it is. */
export function control(text: string): string {
  const upper = text.toUpperCase();
  if (text.length === 1 && upper >= '@' && upper <= '_') {
    return String.fromCharCode(upper.charCodeAt(0) & 0x1f);
  }
  return text === ' ' ? '\0' : text === '?' ? '\x7f' : text;
}
