import { STEADY_MILLIS, backoffMillis } from './backoff.ts';
import { type Why, closing } from './closing.ts';
import { decodeFrame, inputFrames } from './frame.ts';
import { type Message, readMessage } from './message.ts';
import { Roster } from './roster.ts';
import type { Caller, Line, Pass, Ports } from './ports.ts';

/** How long a connection may take until the server has let the viewer in. */
const JOIN_MILLIS = 15_000;

/** A relay’s last words when the host is gone; one of the first protocol then closes without a code. */
const HOST_GONE = 'Session disconnected';

/** What the viewer is doing, as the page tells it to the person. */
export type Status =
  | { readonly kind: 'connecting'; readonly again: boolean }
  | { readonly kind: 'live'; readonly host: Host; readonly readOnly: boolean; readonly suspended: boolean }
  | { readonly kind: 'waiting'; readonly why: Why; readonly millis: number }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly retryAfterSeconds: number | undefined;
      /** It was not the code that was refused but the return to a session joined before. */
      readonly resuming: boolean;
    }
  | { readonly kind: 'ended'; readonly message: string };

/** Whether what is typed goes to the host now. */
export function accepts(status: Status & { kind: 'live' }): boolean {
  return status.host.online && !status.readOnly && !status.suspended;
}

export interface Host {
  readonly name: string | undefined;
  readonly online: boolean;
  readonly graceSeconds: number | undefined;
}

/**
 * One viewer of a shared session, kept alive over lost connections.
 *
 * A code lets it in once; from then on it shows the resume token that it was given. After a
 * reconnect everything on screen is stale: a terminal is cleared right before its replay, or
 * before its first output when there is none, so nothing is ever shown twice. The class knows
 * neither sockets nor clocks nor the page: those are its ports.
 */
export class Viewer {
  readonly #ports: Ports;
  readonly #roster: Roster;
  #pass: Pass;
  #line: Line | undefined;
  #cancelTimer: () => void = () => {};
  #status: Status = { kind: 'connecting', again: false };
  #attempt = 0;
  #liveSince: number | undefined;
  #wasLive = false;
  #lastError: string | undefined;

  constructor(ports: Ports, pass: Pass) {
    this.#ports = ports;
    this.#pass = pass;
    this.#roster = new Roster(ports.screens);
  }

  get status(): Status {
    return this.#status;
  }

  /** Connects; also cuts a wait between two attempts short. */
  connect(): void {
    if (this.#line !== undefined || this.#isOver()) {
      return;
    }
    this.#cancelTimer();
    this.#lastError = undefined;
    this.#tell({ kind: 'connecting', again: this.#wasLive });
    const caller: Caller = {
      opened: () => this.#opened(line),
      text: (text) => this.#on(line, () => this.#heard(text)),
      binary: (bytes) => this.#on(line, () => this.#output(bytes)),
      closed: (code, reason) => this.#on(line, () => this.#lost(code, reason)),
    };
    const line: Line = this.#ports.dial(caller);
    this.#line = line;
    this.#cancelTimer = this.#ports.after(JOIN_MILLIS, () => this.#drop(1006));
  }

  /** Sends typed text to a terminal; false when it cannot be delivered now, and is dropped. */
  type(terminal: string, text: string): boolean {
    if (this.#status.kind !== 'live' || !accepts(this.#status)) {
      return false;
    }
    for (const frame of inputFrames(terminal, text)) {
      this.#line?.send(frame);
    }
    return true;
  }

  /** The page cannot draw as fast as output arrives: start over from the relay's replay. */
  behind(): void {
    if (this.#line !== undefined) {
      this.#drop(4100);
    }
  }

  /** Leaves for good. */
  leave(): void {
    this.#cancelTimer();
    const line = this.#line;
    this.#line = undefined;
    this.#ports.remember(undefined);
    this.#tell({ kind: 'ended', message: 'You have left the session.' });
    line?.close();
  }

  #isOver(): boolean {
    return this.#status.kind === 'ended' || this.#status.kind === 'refused';
  }

  /** A line that was given up may still report; nobody listens to it any more. */
  #on(line: Line, act: () => void): void {
    if (line === this.#line) {
      act();
    }
  }

  #opened(line: Line): void {
    this.#on(line, () => {
      const proof =
        this.#pass.token === undefined
          ? { session_code: this.#pass.code }
          : { resume_token: this.#pass.token };
      line.send(JSON.stringify({ type: 'auth', ...proof, protocol: 1 }));
    });
  }

  #heard(text: string): void {
    const message = readMessage(text);
    if (message === undefined) {
      return;
    }
    if (this.#liveSince === undefined) {
      this.#heardBeforeJoining(message);
    } else {
      this.#heardLive(message);
    }
  }

  #heardBeforeJoining(message: Message): void {
    switch (message.type) {
      case 'auth_success':
        this.#joined(message);
        break;
      case 'auth_failed':
        this.#turnedAway(message.reason, message.retryAfterSeconds);
        break;
      case 'error':
        // Whether it is final, the code of the close that follows says.
        this.#lastError = message.message;
        break;
      default:
    }
  }

  #joined(welcome: Message & { type: 'auth_success' }): void {
    this.#cancelTimer();
    this.#liveSince = this.#ports.now();
    this.#wasLive = true;
    if (welcome.resumeToken !== undefined) {
      this.#pass = { ...this.#pass, token: welcome.resumeToken };
    }
    this.#ports.remember(this.#pass);
    this.#roster.allStale();
    this.#tell({
      kind: 'live',
      host: { name: welcome.hostName, online: welcome.hostOnline, graceSeconds: undefined },
      readOnly: welcome.readOnly,
      suspended: false,
    });
  }

  #heardLive(message: Message): void {
    switch (message.type) {
      case 'host_away':
        this.#tellHost({ online: false, graceSeconds: message.graceSeconds });
        break;
      case 'host_back':
        this.#tellHost({ online: true, graceSeconds: undefined });
        break;
      case 'session_suspended':
        this.#tellSuspended(true);
        break;
      case 'session_resumed':
        this.#tellSuspended(false);
        break;
      case 'error':
        this.#lastError = message.message;
        break;
      case 'auth_success':
      case 'auth_failed':
        break;
      default:
        this.#roster.apply(message);
    }
  }

  #output(frame: Uint8Array): void {
    const output = decodeFrame(frame);
    if (output !== undefined && this.#liveSince !== undefined) {
      this.#roster.output(output);
    }
  }

  #turnedAway(reason: string, retryAfterSeconds: number | undefined): void {
    const line = this.#line;
    this.#line = undefined;
    this.#cancelTimer();
    if (this.#pass.token !== undefined && retryAfterSeconds !== undefined) {
      this.#wait('crowded', retryAfterSeconds * 1_000);
    } else {
      this.#over(reason, 'The session has ended, or you were away for too long.', retryAfterSeconds);
    }
    line?.close();
  }

  /** It ends here: a visit that had begun has ended, one that had not was refused. */
  #over(reason: string, ending: string, retryAfterSeconds?: number): void {
    this.#ports.remember(undefined);
    this.#tell(
      this.#wasLive
        ? { kind: 'ended', message: ending }
        : { kind: 'refused', reason, retryAfterSeconds, resuming: this.#pass.token !== undefined },
    );
  }

  #drop(code: number): void {
    const line = this.#line;
    this.#lost(code, '');
    line?.close();
  }

  #lost(code: number, reason: string): void {
    this.#line = undefined;
    this.#cancelTimer();
    const lived = this.#liveSince === undefined ? 0 : this.#ports.now() - this.#liveSince;
    this.#liveSince = undefined;
    const next = this.#lastError === HOST_GONE ? closing(4004, '') : closing(code, reason);
    if (next.kind === 'stop') {
      this.#over(this.#lastError ?? next.message, next.message);
      return;
    }
    this.#attempt = lived >= STEADY_MILLIS ? 0 : this.#attempt;
    const millis = backoffMillis(this.#attempt, this.#ports.random());
    this.#attempt += 1;
    this.#wait(next.why, millis);
  }

  #wait(why: Why, millis: number): void {
    this.#tell({ kind: 'waiting', why, millis });
    this.#cancelTimer = this.#ports.after(millis, () => this.connect());
  }

  #tellHost(change: Omit<Host, 'name'>): void {
    if (this.#status.kind === 'live') {
      this.#tell({ ...this.#status, host: { ...this.#status.host, ...change } });
    }
  }

  #tellSuspended(suspended: boolean): void {
    if (this.#status.kind === 'live') {
      this.#tell({ ...this.#status, suspended });
    }
  }

  #tell(status: Status): void {
    this.#status = status;
    this.#ports.status(status);
  }
}
