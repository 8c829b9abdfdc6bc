import { Terminal } from '@xterm/xterm';
import { element } from '../look/dom.ts';
import { palette } from './palette.ts';
import { answerNothing } from './queries.ts';
import { scrollByTouch } from './touch.ts';

/** How the person wants terminals to look and behave. */
export interface View {
  readonly isDark: boolean;
  /** Scales the letters so that the host's columns and rows fit on this screen. */
  readonly fits: boolean;
  readonly screenReader: boolean;
}

const FONT_PX = 14;
const FONT_PX_MIN = 5;
const FONT_PX_MAX = 18;
const SCROLLBACK_LINES = 10_000;

/** Aborts an unfinished character or sequence (CAN), then resets the terminal (RIS). */
const CLEAR = Uint8Array.of(0x18, 0x1b, 0x63);

/**
 * One terminal on the page, as large as the host's. All that changes it goes through xterm's own
 * queue, so that a resize or a clear takes effect exactly between the bytes it was sent between.
 */
export class Screen {
  readonly place: HTMLElement;
  readonly #terminal: Terminal;
  #fits = true;
  #pendingBytes = 0;

  constructor(id: string, name: string, view: View, type: (text: string) => void, leave: () => void) {
    this.place = element('div', { class: 'screen', role: 'tabpanel', id });
    this.#terminal = new Terminal({
      cols: 80,
      rows: 24,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: FONT_PX,
      scrollback: SCROLLBACK_LINES,
      cursorBlink: false,
    });
    answerNothing(this.#terminal);
    scrollByTouch(this.place);
    this.#terminal.onData(type);
    this.#terminal.attachCustomKeyEventHandler((event) => {
      const isWayOut = event.key === 'F6' && event.ctrlKey;
      if (isWayOut && event.type === 'keydown') {
        event.preventDefault();
        leave();
      }
      return !isWayOut;
    });
    this.rename(name);
    this.look(view);
  }

  /** Draws for the first time; the place must be on the page by now. */
  open(): void {
    this.#terminal.open(this.place);
    this.rename(this.place.getAttribute('aria-label') ?? '');
    this.fit();
  }

  rename(name: string): void {
    this.place.setAttribute('aria-label', name);
    this.#terminal.textarea?.setAttribute('aria-label', `Terminal ${name}`);
  }

  look(view: View): void {
    this.#terminal.options.theme = palette(view.isDark);
    // Programs choose their colours for a dark ground; on a light one some would vanish.
    this.#terminal.options.minimumContrastRatio = view.isDark ? 1 : 4.5;
    this.#terminal.options.screenReaderMode = view.screenReader;
    this.#fits = view.fits;
    this.place.classList.toggle('fitted', view.fits);
    this.place.classList.toggle('light', !view.isDark);
    this.fit();
  }

  accept(accepts: boolean): void {
    this.#terminal.options.disableStdin = !accepts;
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** Bytes that arrived and are not drawn yet. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  get usesApplicationArrows(): boolean {
    return this.#terminal.modes.applicationCursorKeysMode;
  }

  write(bytes: Uint8Array): void {
    this.#pendingBytes += bytes.length;
    this.#terminal.write(bytes, () => {
      this.#pendingBytes -= bytes.length;
    });
  }

  clear(): void {
    this.write(CLEAR);
  }

  resize(cols: number, rows: number): void {
    this.#terminal.write('', () => {
      this.#terminal.resize(cols, rows);
      this.fit();
    });
  }

  /** Chooses the size of the letters; does nothing while the terminal is not visible. */
  fit(): void {
    const drawn = this.place.querySelector<HTMLElement>('.xterm-screen');
    if (drawn === null || this.place.clientWidth === 0) {
      return;
    }
    if (!this.#fits) {
      this.#terminal.options.fontSize = FONT_PX;
      return;
    }
    const room = this.#room();
    const now = this.#terminal.options.fontSize ?? FONT_PX;
    const scale = Math.min(room.width / drawn.offsetWidth, room.height / drawn.offsetHeight);
    let size = Math.min(FONT_PX_MAX, Math.floor(now * scale * 2) / 2 + 0.5);
    do {
      size = Math.max(FONT_PX_MIN, size - 0.5);
      this.#terminal.options.fontSize = size;
    } while (size > FONT_PX_MIN && (drawn.offsetWidth > room.width || drawn.offsetHeight > room.height));
  }

  dispose(): void {
    this.#terminal.dispose();
    this.place.remove();
  }

  #room(): { width: number; height: number } {
    const style = getComputedStyle(this.place);
    const scrollbar = 14;
    return {
      width: this.place.clientWidth - 2 * Number.parseFloat(style.paddingLeft) - scrollbar,
      height: this.place.clientHeight - 2 * Number.parseFloat(style.paddingTop),
    };
  }
}
