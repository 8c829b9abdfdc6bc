import { byId, say } from '../look/dom.ts';

/** Walks a list page by page: the server only points forward, so the way back is remembered here. */
export class Pager {
  readonly #place = byId('pager', HTMLElement);
  readonly #newer = byId('newer', HTMLButtonElement);
  readonly #older = byId('older', HTMLButtonElement);
  readonly #page = byId('page', HTMLElement);
  readonly #turned: () => void;
  #way: string[] = [];
  #next: string | undefined;

  constructor(closing: AbortSignal, turned: () => void) {
    this.#turned = turned;
    this.#newer.addEventListener('click', () => this.#back(), { signal: closing });
    this.#older.addEventListener('click', () => this.#forward(), { signal: closing });
  }

  get cursor(): string | undefined {
    return this.#way.at(-1);
  }

  get isFirst(): boolean {
    return this.#way.length === 0;
  }

  /** Back to the newest sessions, as after a changed filter. */
  first(): void {
    this.#way = [];
    this.#turned();
  }

  show(next: string | undefined): void {
    this.#next = next;
    this.#place.hidden = this.isFirst && next === undefined;
    this.#newer.disabled = this.isFirst;
    this.#older.disabled = next === undefined;
    say(this.#page, `Page ${this.#way.length + 1}`);
  }

  #back(): void {
    this.#way.pop();
    this.#turned();
  }

  #forward(): void {
    if (this.#next !== undefined) {
      this.#way.push(this.#next);
      this.#next = undefined;
      this.#turned();
    }
  }
}
