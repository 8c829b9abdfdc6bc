import { fromBase64, toBase64 } from '../../../client/src/bytes.ts';
import type { Ear, Line, Ports } from '../../../client/src/ports.ts';

interface Session {
  readonly id: string;
  readonly nonce: string;
  readonly token: string;
  epoch: number;
  mark: number;
  readonly replies: Map<number, string>;
  readonly pushes: { number: number; previous: number; payload: string }[];
  pushed: number;
  acknowledged: number;
  dead: number[];
  renewedAt: number;
  /** The longest time for which nothing renewed its lease. */
  idle: number;
}

/**
 * A cluster as its clients see it: one truth behind several servers, of which one leads. Lines break,
 * answers get lost, the leader changes, and now and then a request is refused for the moment; but a
 * request is executed once and in order, as the kernel does it.
 */
export class ModelCluster {
  readonly executed: string[] = [];
  /** The servers that answered on lines that only read. */
  readonly readBy = new Set<number>();
  readonly sessions = new Map<string, Session>();
  leader = 0;
  calm = false;
  /** Whether there is no room for another session. */
  full = false;
  /** What everybody who begins is refused with, if anything. */
  rejecting: string | undefined;
  readonly #servers: number;
  readonly #random: () => number;
  #ports: Ports | undefined;
  readonly #lines = new Set<() => void>();

  constructor(servers: number, random: () => number) {
    this.#servers = servers;
    this.#random = random;
  }

  in(ports: Ports): void {
    this.#ports = ports;
  }

  urls(): string[] {
    return Array.from({ length: this.#servers }, (_, server) => `ws://server${server}`);
  }

  #chance(probability: number): boolean {
    return !this.calm && this.#random() < probability;
  }

  #later(act: () => void): void {
    this.#ports?.after(1 + Math.floor(this.#random() * 20), act);
  }

  /** Another server leads from now on. */
  changeLeader(): void {
    this.leader = (this.leader + 1) % this.#servers;
    for (const cut of [...this.#lines]) {
      cut();
    }
  }

  dial = (url: string, ear: Ear): Line => {
    const server = Number(/server(\d+)/.exec(url)?.[1]);
    let open = true;
    let session: Session | undefined;
    let epoch = 0;
    const cut = () => {
      if (open) {
        open = false;
        this.#lines.delete(cut);
        this.#later(() => ear.lost());
      }
    };
    // In order, as a socket gives it; what was said before a cut may still arrive.
    const inbox: string[] = [];
    const tell = (message: object) => {
      if (this.#chance(0.01)) {
        cut();
      }
      if (open) {
        inbox.push(JSON.stringify(message));
        this.#later(() => {
          const text = inbox.shift();
          if (text !== undefined && open) {
            ear.text(text);
          }
        });
      }
    };
    this.#lines.add(cut);
    this.#later(() => (this.#chance(0.2) ? cut() : open && ear.opened()));
    let reads = false;
    const take = (message: Record<string, unknown>) => {
      if (message['type'] === 'read_session') {
        session = this.#find(message);
        reads = true;
        tell(
          session === undefined
            ? { type: 'rejected', code: 'session_unknown', detail: 'no such session' }
            : { type: 'session_continued', epoch: session.epoch, window: 0, idle_timeout_millis: 3_000, expires_at: 0 },
        );
        return;
      }
      if (reads) {
        this.#read(server, message, tell);
        return;
      }
      if (server !== this.leader) {
        const leader = this.#chance(0.3) ? '' : `server${this.leader}`;
        tell({ type: session === undefined ? 'rejected' : 'closed', code: 'not_leader', leader });
        cut();
        return;
      }
      if (message['type'] === 'create_session' || message['type'] === 'continue_session') {
        if (this.rejecting !== undefined) {
          tell({ type: 'rejected', code: this.rejecting, detail: 'not now' });
          return;
        }
        if (this.full && message['type'] === 'create_session') {
          tell({ type: 'rejected', code: 'state_full', detail: 'no room' });
          return;
        }
        session = message['type'] === 'create_session' ? this.#create(message) : this.#find(message);
        if (session === undefined) {
          tell({ type: 'rejected', code: 'session_unknown', detail: 'no such session' });
          return;
        }
        epoch = ++session.epoch;
        const greeting = { epoch, window: 8, idle_timeout_millis: 3_000, expires_at: 0 };
        tell(
          message['type'] === 'create_session'
            ? { type: 'session_created', id: session.id, ...greeting }
            : { type: 'session_continued', ...greeting },
        );
        for (const push of session.pushes) {
          tell({ type: 'push', ...push });
        }
      } else if (session !== undefined && session.epoch === epoch) {
        this.#answer(session, message, tell);
      }
    };
    const outbox: string[] = [];
    return {
      send: (text) => {
        outbox.push(text);
        this.#later(() => {
          const frame = JSON.parse(outbox.shift() ?? '[]') as unknown;
          const all = Array.isArray(frame) ? frame : [frame];
          // A line that breaks loses what was on its way, or only the answers to it.
          if (open || !this.#chance(0.5)) {
            for (const message of all) {
              take(message as Record<string, unknown>);
            }
          }
        });
      },
      close: () => {
        open = false;
        this.#lines.delete(cut);
      },
    };
  };

  #create(message: Record<string, unknown>): Session {
    const nonce = String(message['nonce']);
    let session = [...this.sessions.values()].find((known) => known.nonce === nonce);
    if (session === undefined) {
      session = {
        id: `s${this.sessions.size}`,
        nonce,
        token: String(message['token']),
        epoch: 0,
        mark: 1,
        replies: new Map(),
        pushes: [],
        pushed: 0,
        acknowledged: 0,
        dead: [],
        renewedAt: this.#ports?.now() ?? 0,
        idle: 0,
      };
      this.sessions.set(session.id, session);
    }
    return session;
  }

  #find(message: Record<string, unknown>): Session | undefined {
    const session = this.sessions.get(String(message['id']));
    return session?.token === message['token'] ? session : undefined;
  }

  #answer(session: Session, message: Record<string, unknown>, tell: (message: object) => void): void {
    const now = this.#ports?.now() ?? 0;
    session.idle = Math.max(session.idle, now - session.renewedAt);
    if (message['type'] !== 'query') {
      session.renewedAt = now;
    }
    switch (message['type']) {
      case 'request':
        tell(this.#request(session, message, tell));
        break;
      case 'query':
        tell({
          type: 'query_reply',
          correlation_id: message['correlation_id'],
          payload: toBase64(new TextEncoder().encode(String(this.executed.length))),
          index: this.executed.length,
        });
        break;
      case 'ack':
        session.acknowledged = Math.max(session.acknowledged, Number(message['number']));
        session.pushes.splice(0, session.pushes.findLastIndex((p) => p.number <= session.acknowledged) + 1);
        break;
      case 'reject': {
        const number = Number(message['number']);
        const at = session.pushes.findIndex((push) => push.number === number);
        if (at >= 0) {
          session.pushes.splice(at, 1);
          session.dead.push(number);
        }
        break;
      }
      case 'keep_alive':
        tell({ type: 'keep_alive_reply', timestamp: message['timestamp'], expires_at: 0 });
        break;
    }
  }

  /** A server has everything but the last few entries, and does not wait for those that it lacks. */
  #read(server: number, message: Record<string, unknown>, tell: (message: object) => void): void {
    if (message['type'] !== 'query') {
      throw new Error(`a line that reads was sent ${String(message['type'])}`);
    }
    this.readBy.add(server);
    const index = Math.max(0, this.executed.length - (this.calm ? 0 : server));
    const correlation = { correlation_id: message['correlation_id'] };
    const late = message['consistency'] === 'session' && index < Number(message['min_index']);
    tell(
      late
        ? { type: 'request_error', ...correlation, code: 'unavailable', detail: 'behind' }
        : {
            type: 'query_reply',
            ...correlation,
            payload: toBase64(new TextEncoder().encode(String(index))),
            index,
          },
    );
  }

  #request(session: Session, message: Record<string, unknown>, tell: (message: object) => void): object {
    const sequence = Number(message['sequence']);
    const refuse = (code: string) => ({ type: 'request_error', sequence, code, detail: code });
    const known = session.replies.get(sequence);
    if (known !== undefined) {
      return { type: 'reply', sequence, payload: known, replayed: true, index: this.executed.length };
    }
    if (sequence < session.mark) {
      return refuse('reply_evicted');
    }
    session.mark = Math.max(session.mark, Number(message['lowest_awaited']));
    for (const old of session.replies.keys()) {
      if (old < session.mark) {
        session.replies.delete(old);
      }
    }
    for (let before = session.mark; before < sequence && message['unordered'] !== true; before++) {
      if (!session.replies.has(before)) {
        return refuse('out_of_order');
      }
    }
    if (this.#chance(0.1)) {
      return refuse('unavailable');
    }
    const command = new TextDecoder().decode(fromBase64(String(message['payload'])));
    this.executed.push(command);
    const reply = toBase64(new TextEncoder().encode(`did ${command}`));
    session.replies.set(sequence, reply);
    if (this.executed.length % 3 === 0) {
      const number = ++session.pushed;
      const previous = session.pushes.at(-1)?.number ?? session.acknowledged;
      const push = { number, previous, payload: toBase64(new TextEncoder().encode(command)) };
      session.pushes.push(push);
      if (!this.#chance(0.2)) {
        tell({ type: 'push', ...push });
      }
    }
    return { type: 'reply', sequence, payload: reply, replayed: false, index: this.executed.length };
  }
}
