import { backoffMillis } from './backoff.ts';
import { drawBytes, fromBase64, toBase64 } from './bytes.ts';
import { type ClientMessage, type Consistency, type ServerMessage, decode, encode } from './messages.ts';
import { type Outcome, refused, unknown } from './outcome.ts';
import { type Ear, type Line, type Ports, type SocketConstructor, realPorts } from './ports.ts';
import { Pushes, type PushHandler } from './pushes.ts';
import { Queries } from './queries.ts';
import { Reader, type Seen } from './reader.ts';
import { Requests } from './requests.ts';

/** What a client is doing. Only the server says that a session is over: until then it is suspended. */
export type Status =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly id: string }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'over'; readonly code: string; readonly detail: string };

/** Where a client keeps what it needs to go on after a restart; the Storage of a browser is one. */
export interface Store {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

export interface Options {
  /** Servers of one cluster, such as `ws://127.0.0.1:3000`; any order. */
  readonly servers: readonly string[];
  /** The API key: needed to create a session, not to go on with one. */
  readonly key?: string;
  readonly userId?: string;
  readonly capabilities?: Readonly<Record<string, string>>;
  /** How long the session lives at most; the server's default if left out. */
  readonly lifeMillis?: number;
  /** How long the session lives without a line; the server's default if left out. */
  readonly idleTimeoutMillis?: number;
  /** Which server answers queries: the one that leads, unless told otherwise, or any, by a line of their own. */
  readonly readFrom?: 'leader' | 'any';
  readonly onPush?: PushHandler;
  readonly onStatus?: (status: Status) => void;
  /** Goes on with the session kept there, if it lives. */
  readonly store?: { readonly at: Store; readonly name: string };
  readonly socket?: SocketConstructor;
  readonly ports?: Ports;
}

const CONNECT_MILLIS = 10_000;
const SILENCE_MILLIS = 15_000;
const PENDING_MAX = 65_536;
/** So many sequences are noted as used at a time, so that not every request is a write. */
const RESERVED = 1_000;

/** Refusals of a first message after which another attempt may succeed. */
const PASSING = new Set(['not_leader', 'unavailable', 'uncertain', 'shutting_down']);

interface Held {
  readonly id: string;
  readonly token: string;
  readonly next: number;
  readonly push: number;
}

/**
 * One session of a Sojourn cluster, kept through lost lines, restarts of servers and changes of
 * leader. A request is executed once, whatever happens to the line; what the server pushes is
 * acknowledged after it was handled.
 */
export class SojournClient {
  readonly #options: Options;
  readonly #ports: Ports;
  readonly #requests: Requests;
  readonly #queries = new Queries();
  readonly #reader: Reader | undefined;
  readonly #seen: Seen = { index: 0 };
  readonly #pushes: Pushes;
  readonly #nonce = drawBytes(16);
  #token = drawBytes(32);
  #id: string | undefined;
  #reserved = 0;
  #status: Status = { kind: 'connecting' };
  #line: Line | undefined;
  #greeted = false;
  #server = 0;
  #hint: string | undefined;
  #attempt = 0;
  #idleTimeout = 0;
  #outbox: ClientMessage[] = [];
  #flushing = false;
  #cancelDial: () => void = () => {};
  #cancelBeat: () => void = () => {};
  #cancelAgain: () => void = () => {};

  constructor(options: Options) {
    if (options.servers.length === 0) {
      throw new TypeError('a client needs the address of at least one server');
    }
    this.#options = options;
    this.#ports = options.ports ?? realPorts(options.socket);
    this.#reader =
      options.readFrom === 'any' ? new Reader(options.servers, this.#ports, this.#seen) : undefined;
    const held = this.#load();
    if (held !== undefined) {
      this.#id = held.id;
      this.#token = fromBase64(held.token) as Uint8Array<ArrayBuffer>;
      this.#reserved = held.next;
    }
    this.#requests = new Requests(held?.next ?? 1);
    const handler = options.onPush ?? (() => {});
    this.#pushes = new Pushes(handler, held?.push ?? 0, (message) => {
      this.#save();
      this.#say(message);
    });
    this.#dial();
  }

  get status(): Status {
    return this.#status;
  }

  /** The session, once there is one. */
  get id(): string | undefined {
    return this.#id;
  }

  /**
   * Has a command executed once. Requests are executed in the order of these calls unless
   * `unordered`; the outcome of one that has no reply by its deadline is unknown, and it is never
   * executed twice.
   */
  submit(
    command: Uint8Array,
    options: { readonly unordered?: boolean; readonly deadlineMillis?: number } = {},
  ): Promise<Outcome> {
    if (this.#status.kind === 'over') {
      return Promise.resolve(refused(this.#status.code, this.#status.detail));
    }
    if (this.#requests.size >= PENDING_MAX) {
      return Promise.resolve(refused('client_queue_full', 'Too many requests wait for the server.'));
    }
    return new Promise((resolve) => {
      let cancel = () => {};
      const sequence = this.#requests.add(command, options.unordered ?? false, (outcome) => {
        cancel();
        resolve(outcome);
      });
      if (options.deadlineMillis !== undefined) {
        cancel = this.#ports.after(options.deadlineMillis, () => this.#requests.giveUp(sequence));
      }
      this.#flush();
    });
  }

  /** Asks the state machine something that changes nothing. */
  query(command: Uint8Array, consistency: Consistency = 'linearizable'): Promise<Outcome> {
    if (this.#status.kind === 'over') {
      return Promise.resolve(refused(this.#status.code, this.#status.detail));
    }
    return new Promise((resolve) => {
      (this.#reader ?? this.#queries).add(command, consistency, resolve);
      this.#flush();
    });
  }

  /** Ends the session. */
  close(): void {
    if (this.#greeted) {
      this.#line?.send(encode([{ type: 'close' }]));
    }
    this.#over('closed', 'The client closed the session.');
  }

  /** Ends the line only: the session lives on until its idle timeout, and a store leads back to it. */
  detach(): void {
    this.#save();
    this.#hangUp();
    this.#cancelAgain();
    this.#tell({ kind: 'over', code: 'detached', detail: 'The client left the session as it was.' });
    this.#requests.end('detached', 'The client left the session.');
    this.#endQueries(unknown('The client left the session.'));
  }

  #tell(status: Status): void {
    this.#status = status;
    this.#options.onStatus?.(status);
  }

  #dial(): void {
    const { servers } = this.#options;
    const url = this.#hint ?? servers[this.#server++ % servers.length] ?? '';
    this.#hint = undefined;
    const mine = (act: () => void) => () => this.#line === line && act();
    const ear: Ear = {
      opened: () => mine(() => this.#greet())(),
      text: (text) => mine(() => this.#heard(text))(),
      lost: () => mine(() => this.#lost())(),
    };
    const line: Line = this.#ports.dial(`${url}/v1/connect`, ear);
    this.#line = line;
    this.#cancelDial = this.#ports.after(CONNECT_MILLIS, mine(() => this.#lost()));
  }

  #greet(): void {
    const first: ClientMessage =
      this.#id === undefined
        ? {
            type: 'create_session',
            nonce: this.#nonce,
            token: this.#token,
            user_id: this.#options.userId ?? 'client',
            life_millis: this.#options.lifeMillis ?? 0,
            idle_timeout_millis: this.#options.idleTimeoutMillis ?? 0,
            capabilities: this.#options.capabilities ?? {},
            key: this.#options.key ?? '',
          }
        : {
            type: 'continue_session',
            id: this.#id,
            token: this.#token,
            lowest_awaited: this.#requests.lowestAwaited,
          };
    this.#line?.send(encode([first]));
  }

  #heard(text: string): void {
    let messages: ServerMessage[];
    try {
      messages = decode(text);
    } catch {
      this.#lost();
      return;
    }
    for (const message of messages) {
      this.#take(message);
    }
    this.#flush();
  }

  #take(message: ServerMessage): void {
    this.#beat();
    switch (message.type) {
      case 'session_created':
        this.#id = message.id;
        this.#connected(message.window, message.idle_timeout_millis);
        break;
      case 'session_continued':
        this.#connected(message.window, message.idle_timeout_millis);
        break;
      case 'rejected':
      case 'closed':
        this.#dismissed(message.type, message.code, message.detail, message.leader);
        break;
      case 'reply':
        this.#seen.index = Math.max(this.#seen.index, message.index);
        this.#requests.replied(message.sequence, message.payload, message.index);
        break;
      case 'query_reply':
        this.#seen.index = Math.max(this.#seen.index, message.index);
        this.#queries.settle(message.correlation_id, {
          kind: 'done',
          reply: message.payload,
          index: message.index,
        });
        break;
      case 'request_error':
        this.#failed(message.sequence, message.correlation_id, message.code, message.detail);
        break;
      case 'push':
        this.#pushes.received(message, message.previous);
        break;
      case 'window':
        this.#requests.resized(message.window);
        break;
      case 'keep_alive_reply':
        break;
    }
  }

  #failed(sequence: number, correlation: number, code: string, detail: string): void {
    const random = this.#ports.random();
    if (sequence > 0) {
      this.#requests.failed(sequence, code, detail, this.#ports.now(), random);
    } else {
      this.#queries.failed(correlation, code, detail, this.#ports.now(), random);
    }
  }

  #connected(window: number, idleTimeout: number): void {
    this.#cancelDial();
    this.#greeted = true;
    this.#attempt = 0;
    this.#idleTimeout = idleTimeout;
    this.#requests.reconnected(window);
    this.#queries.reconnected();
    this.#outbox = [];
    this.#reader?.begin(this.#id ?? '', this.#token);
    this.#save();
    this.#beat();
    this.#tell({ kind: 'connected', id: this.#id ?? '' });
  }

  #dismissed(by: 'rejected' | 'closed', code: string, detail: string, leader: string): void {
    if (PASSING.has(code)) {
      // One step to the leader is free; a hint that leads nowhere is followed by the usual wait.
      if (leader !== '' && this.#attempt < 2) {
        this.#hint = leader.includes('://') ? leader.replace(/^http/, 'ws') : `ws://${leader}`;
      }
      this.#lost();
    } else if (by === 'closed' && code !== 'fenced' && !code.startsWith('session_')) {
      this.#lost();
    } else {
      this.#over(code, detail);
    }
  }

  #lost(): void {
    this.#hangUp();
    if (this.#id !== undefined) {
      this.#tell({ kind: 'suspended' });
    }
    const wait = this.#hint === undefined ? backoffMillis(this.#attempt, this.#ports.random()) : 0;
    this.#attempt++;
    this.#cancelAgain = this.#ports.after(wait, () => this.#dial());
  }

  #hangUp(): void {
    this.#cancelDial();
    this.#cancelBeat();
    this.#cancelAgain();
    this.#greeted = false;
    const line = this.#line;
    this.#line = undefined;
    line?.close();
  }

  #over(code: string, detail: string): void {
    this.#hangUp();
    this.#cancelAgain();
    const store = this.#options.store;
    store?.at.removeItem(store.name);
    this.#tell({ kind: 'over', code, detail });
    this.#requests.end(code, detail);
    this.#endQueries(refused(code, detail));
  }

  #endQueries(outcome: Outcome): void {
    this.#queries.end(outcome);
    this.#reader?.end(outcome);
  }

  /** Something was heard: the next sign of life is due in a while. */
  #beat(): void {
    this.#cancelBeat();
    if (!this.#greeted) {
      return;
    }
    const every = this.#idleTimeout > 0 ? Math.min(this.#idleTimeout / 3, SILENCE_MILLIS) : SILENCE_MILLIS;
    this.#cancelBeat = this.#ports.after(every, () => {
      this.#say({
        type: 'keep_alive',
        timestamp: Math.round(this.#ports.now()),
        lowest_awaited: this.#requests.lowestAwaited,
      });
      this.#cancelBeat = this.#ports.after(every, () => this.#lost());
    });
  }

  #say(message: ClientMessage): void {
    if (this.#greeted) {
      this.#outbox.push(message);
      this.#flush();
    }
  }

  /** Everything that is said in one turn of the program becomes one frame. */
  #flush(): void {
    if (this.#flushing) {
      return;
    }
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      if (!this.#greeted) {
        return;
      }
      const now = this.#ports.now();
      this.#reserve();
      const messages = [
        ...this.#outbox,
        ...this.#requests.take(now),
        ...this.#queries.take(now, this.#seen.index),
      ];
      this.#outbox = [];
      if (messages.length > 0) {
        this.#line?.send(encode(messages));
      }
      const next = Math.min(this.#requests.nextAt(), this.#queries.nextAt());
      if (next !== Number.POSITIVE_INFINITY) {
        this.#cancelAgain();
        this.#cancelAgain = this.#ports.after(Math.max(1, next - now), () => this.#flush());
      }
    });
  }

  /** A sequence is noted as used before it is sent: it never names two commands. */
  #reserve(): void {
    if (this.#requests.next > this.#reserved) {
      this.#reserved = this.#requests.next + RESERVED;
      this.#save();
    }
  }

  #save(): void {
    const store = this.#options.store;
    if (store !== undefined && this.#id !== undefined) {
      const held: Held = {
        id: this.#id,
        token: toBase64(this.#token),
        next: Math.max(this.#reserved, this.#requests.next),
        push: this.#pushes.processed,
      };
      store.at.setItem(store.name, JSON.stringify(held));
    }
  }

  #load(): Held | undefined {
    const store = this.#options.store;
    const text = store?.at.getItem(store.name);
    if (text === null || text === undefined) {
      return undefined;
    }
    try {
      const held = JSON.parse(text) as Held;
      const whole =
        typeof held.id === 'string' && typeof held.token === 'string' && held.next >= 1;
      return whole && Number.isSafeInteger(held.next) && Number.isSafeInteger(held.push) ? held : undefined;
    } catch {
      return undefined;
    }
  }
}
