import { byId } from '../look/dom.ts';
import { dropKey, faultOf, keepKey, takeKey } from './key.ts';

/** What signing in leads to. */
export interface Ways {
  /** Tries a key that was typed; says what is wrong with it, or nothing. */
  readonly check: (key: string) => Promise<string | undefined>;
  readonly enter: (key: string) => void;
  readonly leave: () => void;
}

/** The form that asks for the API key, and the button that forgets it. */
export class SignIn {
  readonly #ways: Ways;
  readonly #place = byId('sign-in', HTMLElement);
  readonly #signOut = byId('sign-out', HTMLButtonElement);
  readonly #keyField = byId('key', HTMLInputElement);
  readonly #keyError = byId('key-error', HTMLElement);
  readonly #submit = byId('sign-in-button', HTMLButtonElement);

  constructor(ways: Ways) {
    this.#ways = ways;
    byId('sign-in-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#try(this.#keyField.value);
    });
    this.#signOut.addEventListener('click', () => this.ask(''));
    addEventListener('hashchange', () => {
      if (location.hash.startsWith('#key=')) {
        this.start();
      }
    });
  }

  /** Goes in with the key that the tab has, or asks for one. */
  start(): void {
    const key = takeKey();
    if (key === undefined) {
      this.ask('');
    } else {
      this.#enter(key);
    }
  }

  /** Leaves what was behind the key and asks for one. */
  ask(error: string): void {
    this.#ways.leave();
    dropKey();
    this.#signOut.hidden = true;
    this.#place.hidden = false;
    this.#keyError.textContent = error;
    this.#keyField.setAttribute('aria-invalid', String(error !== ''));
    this.#keyField.focus();
  }

  #enter(key: string): void {
    this.#place.hidden = true;
    this.#signOut.hidden = false;
    this.#keyField.value = '';
    this.#ways.enter(key);
  }

  async #try(typed: string): Promise<void> {
    const key = typed.trim();
    this.#submit.disabled = true;
    const fault = faultOf(key) ?? (await this.#ways.check(key));
    this.#submit.disabled = false;
    if (fault === undefined) {
      keepKey(key);
      this.#enter(key);
    } else {
      this.ask(fault);
    }
  }
}
