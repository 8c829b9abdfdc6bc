import { backoffMillis } from './backoff.ts';
import { Dial } from './dial.ts';
import type { ClientMessage, Consistency, ServerMessage } from './messages.ts';
import type { Outcome } from './outcome.ts';
import type { Ports } from './ports.ts';
import { Queries } from './queries.ts';
import { Turn } from './turn.ts';

/** So long an answer may take before another server is asked. */
const ANSWER_MILLIS = 15_000;

/** Errors of a server that another one need not have. */
const ELSEWHERE = new Set(['unavailable', 'not_leader', 'session_unknown', 'session_dead']);

/** The highest index of the log that a client has seen, over whichever line. */
export interface Seen {
  index: number;
}

/**
 * The queries of a session, asked of any server of the cluster over a line that only reads. Whether
 * the session lives is for the line that holds it to find out.
 */
export class Reader {
  readonly #servers: readonly string[];
  readonly #ports: Ports;
  readonly #seen: Seen;
  readonly #queries = new Queries();
  readonly #dial: Dial;
  readonly #turn: Turn;
  #session: { readonly id: string; readonly token: Uint8Array } | undefined;
  #server: number;
  #welcome = false;
  #attempt = 0;
  /** The next attempt, or the patience with the line of now. */
  #cancel: () => void = () => {};

  constructor(servers: readonly string[], ports: Ports, seen: Seen) {
    this.#servers = servers;
    this.#ports = ports;
    this.#seen = seen;
    this.#turn = new Turn(ports, () => this.#send());
    this.#dial = new Dial(ports, {
      greeting: () => this.#greeting(),
      heard: (messages) => this.#heard(messages),
      lost: () => this.#leave(),
    });
    this.#server = Math.floor(ports.random() * servers.length);
  }

  /** The session is there. A second call does nothing. */
  begin(id: string, token: Uint8Array): void {
    if (this.#session === undefined) {
      this.#session = { id, token };
      this.#connect();
    }
  }

  add(payload: Uint8Array, consistency: Consistency, settle: (outcome: Outcome) => void): void {
    this.#queries.add(payload, consistency, settle);
    this.#turn.soon();
  }

  /** Nothing more is asked or answered. */
  end(outcome: Outcome): void {
    this.#hangUp();
    this.#queries.end(outcome);
  }

  #connect(): void {
    this.#dial.dial(this.#servers[this.#server++ % this.#servers.length] ?? '');
  }

  #greeting(): ClientMessage | undefined {
    return this.#session && { type: 'read_session', ...this.#session };
  }

  #heard(messages: ServerMessage[]): void {
    for (const message of messages) {
      this.#take(message);
    }
    this.#watch();
    this.#turn.soon();
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case 'session_continued':
        this.#welcome = true;
        this.#dial.held();
        this.#queries.reconnected();
        break;
      case 'query_reply':
        this.#attempt = 0;
        this.#seen.index = Math.max(this.#seen.index, message.index);
        this.#queries.settle(message.correlation_id, {
          kind: 'done',
          reply: message.payload,
          index: message.index,
        });
        break;
      case 'request_error':
        if (ELSEWHERE.has(message.code)) {
          this.#leave();
        } else {
          const { correlation_id: correlation, code, detail } = message;
          this.#queries.failed(correlation, code, detail, this.#ports.now(), this.#ports.random());
        }
        break;
      case 'rejected':
      case 'closed':
        this.#leave();
        break;
      default: // of no meaning to one who only reads
    }
  }

  /** This server is of no use now: the next one is asked what is not answered. */
  #leave(): void {
    this.#hangUp();
    const wait = backoffMillis(this.#attempt++, this.#ports.random());
    this.#cancel = this.#ports.after(wait, () => this.#connect());
  }

  #hangUp(): void {
    this.#cancel();
    this.#turn.cancel();
    this.#welcome = false;
    this.#dial.hangUp();
  }

  /** A line on which an answer is awaited for too long is given up. */
  #watch(): void {
    if (this.#welcome) {
      this.#cancel();
      this.#cancel = this.#queries.isAwaited()
        ? this.#ports.after(ANSWER_MILLIS, () => this.#leave())
        : () => {};
    }
  }

  /** Everything that is asked in one turn of the program becomes one frame. */
  #send(): void {
    if (!this.#welcome) {
      return;
    }
    const now = this.#ports.now();
    const idle = !this.#queries.isAwaited();
    const messages = this.#queries.take(now, this.#seen.index);
    if (messages.length > 0) {
      this.#dial.send(messages);
      if (idle) {
        this.#watch();
      }
    }
    this.#turn.at(this.#queries.nextAt(), now);
  }
}
