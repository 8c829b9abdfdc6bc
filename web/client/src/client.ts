import { backoffMillis } from './backoff.ts';
import { drawBytes, fromBase64, toBase64 } from './bytes.ts';
import { Dial } from './dial.ts';
import { Kept } from './kept.ts';
import type { ClientMessage, Consistency, ServerMessage } from './messages.ts';
import type { Options, Status } from './options.ts';
import { type Outcome, refused, unknown } from './outcome.ts';
import { type Ports, realPorts } from './ports.ts';
import { Pulse } from './pulse.ts';
import { Pushes } from './pushes.ts';
import { Queries } from './queries.ts';
import { Reader, type Seen } from './reader.ts';
import { Requests } from './requests.ts';
import { Turn } from './turn.ts';
import { verdictOf } from './verdict.ts';

const PENDING_MAX = 65_536;
const COMMAND_BYTES_MAX = 1 << 20;
/** So many sequences are noted as used at a time, so that not every request is a write. */
const RESERVED = 1_000;

/** Refusals of one who goes on with a session by which that is not its own. */
const DENIED = new Set(['token_invalid', 'unauthorized']);

/** Sent, it would only have the line closed, again and again. */
const tooLarge = (command: Uint8Array): Outcome =>
  refused('command_too_large', `${command.length} bytes are too many.`);

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
  readonly #dial: Dial;
  readonly #pulse: Pulse;
  readonly #turn: Turn;
  readonly #kept: Kept;
  readonly #nonce = drawBytes(16);
  #token = drawBytes(32);
  #id: string | undefined;
  #reserved = 0;
  #status: Status = { kind: 'connecting' };
  #greeted = false;
  #server = 0;
  #hint: string | undefined;
  #attempt = 0;
  #stamp = 0;
  #outbox: ClientMessage[] = [];
  #cancelRedial: () => void = () => {};

  constructor(options: Options) {
    if (options.servers.length === 0) {
      throw new TypeError('a client needs the address of at least one server');
    }
    this.#options = options;
    this.#ports = options.ports ?? realPorts(options.socket);
    this.#reader =
      options.readFrom === 'any' ? new Reader(options.servers, this.#ports, this.#seen) : undefined;
    this.#turn = new Turn(this.#ports, () => this.#send());
    this.#dial = new Dial(this.#ports, {
      greeting: () => this.#greeting(),
      heard: (messages) => this.#heard(messages),
      lost: () => this.#lost(),
    });
    this.#pulse = new Pulse(this.#ports, () => this.#keepAlive(), () => this.#lost());
    this.#kept = new Kept(options.store);
    const held = this.#kept.load();
    if (held !== undefined) {
      this.#id = held.id;
      this.#token = fromBase64(held.token) as Uint8Array<ArrayBuffer>;
      this.#reserved = held.next;
    }
    this.#requests = new Requests(held?.next ?? 1);
    this.#pushes = new Pushes(options.onPush, held?.push ?? 0, {
      say: (message) => {
        this.#save();
        this.#say(message);
      },
      confirm: () => (this.#greeted ? this.#keepAlive() : Number.POSITIVE_INFINITY),
      missing: () => this.#lost(),
      pause: (millis) => new Promise((resolve) => this.#ports.after(millis, resolve)),
    });
    this.#connect();
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
    if (command.length > COMMAND_BYTES_MAX) {
      return Promise.resolve(tooLarge(command));
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
      this.#turn.soon();
    });
  }

  /** Asks the state machine something that changes nothing. */
  query(command: Uint8Array, consistency: Consistency = 'linearizable'): Promise<Outcome> {
    if (this.#status.kind === 'over') {
      return Promise.resolve(refused(this.#status.code, this.#status.detail));
    }
    if (command.length > COMMAND_BYTES_MAX) {
      return Promise.resolve(tooLarge(command));
    }
    return new Promise((resolve) => {
      (this.#reader ?? this.#queries).add(command, consistency, resolve);
      this.#turn.soon();
    });
  }

  /** Ends the session. */
  close(): void {
    if (this.#greeted) {
      this.#dial.send([{ type: 'close' }]);
    }
    this.#over('closed', 'The client closed the session.');
  }

  /** Ends the line only: the session lives on until its idle timeout, and a store leads back to it. */
  detach(): void {
    this.#save();
    this.#hangUp();
    this.#tell({ kind: 'over', code: 'detached', detail: 'The client left the session as it was.' });
    this.#requests.end('detached', 'The client left the session.');
    this.#endQueries(unknown('The client left the session.'));
  }

  #tell(status: Status): void {
    this.#status = status;
    this.#options.onStatus?.(status);
  }

  #connect(): void {
    const { servers } = this.#options;
    const server = this.#hint ?? servers[this.#server++ % servers.length] ?? '';
    this.#hint = undefined;
    this.#dial.dial(server);
  }

  #greeting(): ClientMessage {
    return this.#id === undefined
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
  }

  #heard(messages: ServerMessage[]): void {
    if (this.#greeted) {
      this.#pulse.heard();
    }
    for (const message of messages) {
      this.#take(message);
    }
    this.#turn.soon();
  }

  #take(message: ServerMessage): void {
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
        this.#pushes.confirmed(message.timestamp);
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
    this.#dial.held();
    this.#greeted = true;
    this.#attempt = 0;
    this.#requests.reconnected(window);
    this.#queries.reconnected();
    this.#outbox = [];
    this.#pushes.reconnected();
    this.#reader?.begin(this.#id ?? '', this.#token);
    this.#save();
    this.#pulse.begin(idleTimeout);
    this.#tell({ kind: 'connected', id: this.#id ?? '' });
  }

  #dismissed(by: 'rejected' | 'closed', code: string, detail: string, leader: string): void {
    if (this.#isFinal(by, code)) {
      this.#over(code, detail);
      return;
    }
    // One step to the leader is free; a hint that leads nowhere is followed by the usual wait.
    if (leader !== '' && this.#attempt < 2) {
      this.#hint = leader.includes('://') ? leader.replace(/^http/, 'ws') : `ws://${leader}`;
    }
    this.#lost();
  }

  /** A session that was there is given up only if the server says that it is over, or not this client's. */
  #isFinal(by: 'rejected' | 'closed', code: string): boolean {
    const verdict = verdictOf(code);
    if (verdict === 'over') {
      return true;
    }
    if (by === 'closed' || verdict === 'again' || verdict === 'uncertain') {
      return false;
    }
    return this.#id === undefined || DENIED.has(code);
  }

  #lost(): void {
    this.#hangUp();
    if (this.#id !== undefined) {
      this.#tell({ kind: 'suspended' });
    }
    const wait = this.#hint === undefined ? backoffMillis(this.#attempt, this.#ports.random()) : 0;
    this.#attempt++;
    this.#cancelRedial = this.#ports.after(wait, () => this.#connect());
  }

  #hangUp(): void {
    this.#pulse.end();
    this.#cancelRedial();
    this.#turn.cancel();
    this.#greeted = false;
    this.#dial.hangUp();
  }

  #over(code: string, detail: string): void {
    this.#hangUp();
    // Also when it is fenced: a copied store, as of a tab that was doubled, would use numbers again.
    this.#kept.forget();
    this.#tell({ kind: 'over', code, detail });
    this.#requests.end(code, detail);
    this.#endQueries(refused(code, detail));
  }

  #endQueries(outcome: Outcome): void {
    this.#queries.end(outcome);
    this.#reader?.end(outcome);
  }

  /** Returns its timestamp, which is a number that counts. */
  #keepAlive(): number {
    const timestamp = ++this.#stamp;
    this.#say({ type: 'keep_alive', timestamp, lowest_awaited: this.#requests.lowestAwaited });
    return timestamp;
  }

  #say(message: ClientMessage): void {
    if (this.#greeted) {
      this.#outbox.push(message);
      this.#turn.soon();
    }
  }

  /** Everything that is said in one turn of the program becomes one frame. */
  #send(): void {
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
      this.#dial.send(messages);
    }
    // A query renews nothing.
    if (messages.some((message) => message.type !== 'query')) {
      this.#pulse.renewed();
    }
    this.#turn.at(Math.min(this.#requests.nextAt(), this.#queries.nextAt()), now);
  }

  /** A sequence is noted as used before it is sent: it never names two commands. */
  #reserve(): void {
    if (this.#requests.next > this.#reserved) {
      this.#reserved = this.#requests.next + RESERVED;
      this.#save();
    }
  }

  #save(): void {
    if (this.#id !== undefined) {
      this.#kept.save({
        id: this.#id,
        token: toBase64(this.#token),
        next: Math.max(this.#reserved, this.#requests.next),
        push: this.#pushes.processed,
      });
    }
  }
}
