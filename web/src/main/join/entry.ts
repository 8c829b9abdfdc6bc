import { byId, say } from '../look/dom.ts';
import { bare, readCode } from '../relay/code.ts';

/** The form for the code. */
export class Entry {
  readonly #place = byId('entry', HTMLElement);
  readonly #field = byId('code', HTMLInputElement);
  readonly #hint = byId('code-hint', HTMLElement);
  readonly #refusal = byId('refusal', HTMLElement);
  readonly #join = byId('join', HTMLButtonElement);
  #isTried = false;

  constructor(enter: (code: string) => void) {
    this.#field.addEventListener('input', () => this.#edited());
    byId('code-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      this.#isTried = true;
      const read = this.#judge();
      if (read.kind === 'code') {
        enter(read.code);
      } else {
        this.#field.focus();
      }
    });
  }

  /** Shows the form with a code in it; the button has the focus when only pressing it is left. */
  open(code: string, refusal: string): void {
    this.#place.hidden = false;
    this.#isTried = false;
    this.#field.value = bare(code);
    say(this.#refusal, refusal);
    this.#refusal.hidden = refusal === '';
    const isComplete = this.#judge().kind === 'code';
    (isComplete && refusal === '' ? this.#join : this.#field).focus();
  }

  close(): void {
    this.#place.hidden = true;
  }

  #edited(): void {
    this.#refusal.hidden = true;
    const caret = this.#field.selectionStart ?? 0;
    const before = bare(this.#field.value.slice(0, caret)).length;
    this.#field.value = bare(this.#field.value);
    this.#field.setSelectionRange(before, before);
    this.#judge();
  }

  #judge(): ReturnType<typeof readCode> {
    const read = readCode(this.#field.value);
    const isWrong = read.kind === 'refused' || (read.kind === 'unfinished' && this.#isTried);
    say(this.#hint, isWrong ? read.hint : '');
    this.#hint.classList.toggle('wrong', isWrong);
    this.#field.setAttribute('aria-invalid', String(isWrong));
    return read;
  }
}
