import { encodeFrame } from '../main/relay/frame.ts';
import type { Caller, Line, Pass, Ports } from '../main/relay/ports.ts';
import { type Status, Viewer } from '../main/relay/viewer.ts';

/** The far end of one line, in the hands of a test. */
export class FarEnd {
  readonly heard: unknown[] = [];
  readonly typed: Uint8Array[] = [];
  isClosed = false;
  readonly caller: Caller;

  constructor(caller: Caller) {
    this.caller = caller;
  }

  line(): Line {
    return {
      send: (message) => {
        if (typeof message === 'string') {
          this.heard.push(JSON.parse(message));
        } else {
          this.typed.push(message);
        }
      },
      close: () => {
        this.isClosed = true;
      },
    };
  }

  says(message: object): void {
    this.caller.text(JSON.stringify(message));
  }

  prints(terminal: string, text: string): void {
    this.caller.binary(encodeFrame(terminal, new TextEncoder().encode(text)));
  }

  letsIn(more: object = {}): void {
    this.caller.opened();
    this.says({ type: 'auth_success', resume_token: 'st_1', host_name: 'ada', host_online: true, ...more });
  }
}

/** A viewer whose relay, clock, luck and screens are in the hands of a test. */
export class RelayAtHand {
  readonly viewer: Viewer;
  readonly ends: FarEnd[] = [];
  readonly statuses: Status[] = [];
  readonly shown = new Map<string, string>();
  readonly sizes: string[] = [];
  names: string[] = [];
  kept: Pass | undefined;
  #now = 0;
  #timers: { readonly at: number; readonly act: () => void }[] = [];

  constructor(pass: Pass = { code: 'ABC234', token: undefined }) {
    const ports: Ports = {
      screens: {
        show: (terminals) => {
          this.names = terminals.map((terminal) => terminal.name);
        },
        clear: (id) => void this.shown.set(id, ''),
        write: (id, bytes) =>
          void this.shown.set(id, (this.shown.get(id) ?? '') + new TextDecoder().decode(bytes)),
        resize: (id, cols, rows) =>
          void this.sizes.push(`${id} ${cols}x${rows} after “${this.shown.get(id) ?? ''}”`),
      },
      dial: (caller) => {
        const end = new FarEnd(caller);
        this.ends.push(end);
        return end.line();
      },
      status: (status) => void this.statuses.push(status),
      remember: (kept) => {
        this.kept = kept;
      },
      after: (millis, act) => {
        const timer = { at: this.#now + millis, act };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((known) => known !== timer);
        };
      },
      now: () => this.#now,
      random: () => 1,
    };
    this.viewer = new Viewer(ports, pass);
    this.viewer.connect();
  }

  /** The far end of the latest line. */
  get end(): FarEnd {
    const latest = this.ends.at(-1);
    if (latest === undefined) {
      throw new Error('the viewer has not called yet');
    }
    return latest;
  }

  get status(): Status {
    return this.viewer.status;
  }

  /** Lets time pass; what is due happens in its order. */
  pass(millis: number): void {
    const until = this.#now + millis;
    for (;;) {
      const due = this.#timers
        .filter((timer) => timer.at <= until)
        .sort((one, other) => one.at - other.at)[0];
      if (due === undefined) {
        this.#now = until;
        return;
      }
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = due.at;
      due.act();
    }
  }
}
