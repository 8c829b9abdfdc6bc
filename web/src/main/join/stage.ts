import { button, byId, element, say } from '../look/dom.ts';
import { isDark, onTheme } from '../look/theme.ts';
import type { Pass } from '../relay/ports.ts';
import { accepts as acceptsInput, type Status, Viewer } from '../relay/viewer.ts';
import { Keys } from './keys.ts';
import { keepPass } from './pass.ts';
import type { View } from './screen.ts';
import { Screens } from './screens.ts';
import { dial } from './socket.ts';
import { refusal, told } from './words.ts';

const READER = 'sojourn.screen-reader';

/** One visit: the terminals, what there is to say about the connection, and the way out. */
export class Stage {
  readonly #over: (code: string, why: string) => void;
  readonly #pass: Pass;
  readonly #place = byId('stage', HTMLElement);
  readonly #notice = byId('notice', HTMLElement);
  readonly #fit = byId('fit', HTMLButtonElement);
  readonly #reader = byId('reader', HTMLButtonElement);
  readonly #leave = byId('leave', HTMLButtonElement);
  readonly #closing = new AbortController();
  readonly #screens: Screens;
  readonly #keys: Keys;
  readonly #viewer: Viewer;

  constructor(pass: Pass, over: (code: string, why: string) => void) {
    this.#over = over;
    this.#pass = pass;
    this.#place.hidden = false;
    press(this.#reader, localStorage.getItem(READER) === 'on');
    this.#screens = new Screens(
      {
        typed: (terminal, text) => void this.#viewer.type(terminal, this.#keys.under(text)),
        behind: () => this.#viewer.behind(),
        leaveFocus: () => this.#leave.focus(),
      },
      this.#view(),
    );
    this.#keys = new Keys(this.#screens);
    this.#viewer = new Viewer(
      {
        screens: this.#screens,
        dial,
        status: (status) => this.#tell(status),
        remember: keepPass,
        after: (millis, act) => {
          const timer = setTimeout(act, millis);
          return () => clearTimeout(timer);
        },
        now: () => performance.now(),
        random: () => Math.random(),
      },
      pass,
    );
    this.#listen();
    this.#viewer.connect();
  }

  #listen(): void {
    const signal = this.#closing.signal;
    const look = () => this.#screens.look(this.#view());
    onTheme(look, signal);
    this.#fit.addEventListener('click', () => (toggle(this.#fit), look()), { signal });
    this.#reader.addEventListener(
      'click',
      () => {
        toggle(this.#reader);
        localStorage.setItem(READER, isPressed(this.#reader) ? 'on' : 'off');
        look();
      },
      { signal },
    );
    this.#leave.addEventListener('click', () => this.#end('', ''), { signal });
    addEventListener('online', () => this.#viewer.connect(), { signal });
    document.addEventListener(
      'visibilitychange',
      () => {
        if (!document.hidden) {
          this.#viewer.connect();
        }
      },
      { signal },
    );
  }

  #view(): View {
    return { isDark: isDark(), fits: isPressed(this.#fit), screenReader: isPressed(this.#reader) };
  }

  #tell(status: Status): void {
    if (this.#closing.signal.aborted) {
      return;
    }
    if (status.kind === 'refused') {
      this.#end(this.#pass.code ?? '', refusal(status));
      return;
    }
    const words = told(status);
    byId('lamp', HTMLElement).className = `lamp ${words.lamp}`;
    say(byId('status', HTMLElement), words.status);
    byId('read-only', HTMLElement).hidden = !(status.kind === 'live' && status.readOnly);
    const accepts = status.kind === 'live' && acceptsInput(status);
    this.#screens.accept(accepts);
    this.#keys.enable(accepts);
    this.#notice.replaceChildren();
    if (words.notice !== '') {
      this.#notice.append(
        element(
          'div',
          { class: `notice ${words.isBad ? 'bad' : 'warn'}` },
          element('span', {}, words.notice),
          this.#help(status),
        ),
      );
    }
  }

  #help(status: Status): HTMLElement | undefined {
    switch (status.kind) {
      case 'waiting':
        return button('Reconnect now', '', () => this.#viewer.connect());
      case 'ended':
        return button('Join another', '', () => this.#end('', ''));
      default:
        return undefined;
    }
  }

  #end(code: string, why: string): void {
    this.#closing.abort();
    this.#viewer.leave();
    this.#screens.dispose();
    this.#notice.replaceChildren();
    this.#place.hidden = true;
    this.#over(code, why);
  }
}

function isPressed(toggled: HTMLElement): boolean {
  return toggled.getAttribute('aria-pressed') === 'true';
}

function press(toggled: HTMLElement, isOn: boolean): void {
  toggled.setAttribute('aria-pressed', String(isOn));
}

function toggle(toggled: HTMLElement): void {
  press(toggled, !isPressed(toggled));
}
