import { backoffMillis } from './backoff.ts';
import type { ClientMessage } from './messages.ts';
import { type Outcome, refused, unknown } from './outcome.ts';
import { verdictOf } from './verdict.ts';

interface Pending {
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly unordered: boolean;
  /** Told once; a request that was given up on is settled before its fate is known. */
  settle: ((outcome: Outcome) => void) | undefined;
  sent: boolean;
  /** A copy that was sent may have been executed. */
  open: boolean;
  /** The same of the copies before the one that is sent. */
  openBefore: boolean;
  /** How often it was put off, other than for one before it. */
  refusals: number;
  notBefore: number;
  /** It was refused since one before it is missing. */
  outOfOrder: boolean;
}

/**
 * The fore channel: numbers the requests, sends as many as the server's window takes, in order, and
 * keeps each until its fate is known. Knows neither sockets nor clocks.
 */
export class Requests {
  /** In the order of their sequences, as that of their making. */
  readonly #pending = new Map<number, Pending>();
  #next: number;
  #window = 1;

  /** @param next the sequence of the first request: above all that the session has used */
  constructor(next: number) {
    this.#next = next;
  }

  /** The sequence that the next request will have. */
  get next(): number {
    return this.#next;
  }

  /** The lowest sequence whose reply is awaited. */
  get lowestAwaited(): number {
    for (const sequence of this.#pending.keys()) {
      return sequence;
    }
    return this.#next;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Takes a request in; returns its number. */
  add(payload: Uint8Array, unordered: boolean, settle: (outcome: Outcome) => void): number {
    const sequence = this.#next++;
    this.#pending.set(sequence, {
      sequence,
      payload,
      unordered,
      settle,
      sent: false,
      open: false,
      openBefore: false,
      refusals: 0,
      notBefore: 0,
      outOfOrder: false,
    });
    return sequence;
  }

  /** Its maker waits no longer. What was not executed is taken back; the rest is followed to its end. */
  giveUp(sequence: number): void {
    const request = this.#pending.get(sequence);
    if (request === undefined) {
      return;
    }
    if (!request.open) {
      this.#settle(
        sequence,
        refused('deadline_exceeded', 'The deadline passed before the request could be executed.'),
      );
    } else {
      request.settle?.(unknown('The deadline passed before the reply came.'));
      request.settle = undefined;
    }
  }

  /** A new line: everything whose fate is not known is to be sent again. */
  reconnected(window: number): void {
    this.#window = Math.max(1, window);
    for (const request of this.#pending.values()) {
      request.sent = false;
      request.notBefore = 0;
    }
  }

  resized(window: number): void {
    this.#window = Math.max(1, window);
  }

  /** What may be sent now, marked as sent. */
  take(now: number): ClientMessage[] {
    const messages: ClientMessage[] = [];
    const lowest = this.lowestAwaited;
    let inOrder = true;
    for (const request of this.#pending.values()) {
      if (request.sequence >= lowest + this.#window) {
        break;
      }
      const ready = !request.sent && request.notBefore <= now;
      if (ready && (inOrder || request.unordered)) {
        request.sent = true;
        request.openBefore = request.open;
        request.open = true;
        messages.push({
          type: 'request',
          sequence: request.sequence,
          lowest_awaited: lowest,
          payload: request.payload,
          unordered: request.unordered,
        });
      } else if (!request.sent && !request.unordered) {
        // What follows in order would only be refused.
        inOrder = false;
      }
    }
    return messages;
  }

  /** When something that was refused for the moment may be sent again. */
  nextAt(): number {
    const end = this.lowestAwaited + this.#window;
    let earliest = Number.POSITIVE_INFINITY;
    let inOrder = true;
    for (const request of this.#pending.values()) {
      if (request.sequence >= end) {
        break;
      }
      if (!request.sent) {
        // One behind another that waits has no time of its own.
        if ((inOrder || request.unordered) && request.notBefore > 0) {
          earliest = Math.min(earliest, request.notBefore);
        }
        inOrder &&= request.unordered;
      }
    }
    return earliest;
  }

  replied(sequence: number, reply: Uint8Array, index: number): void {
    this.#settle(sequence, { kind: 'done', reply, index });
  }

  failed(sequence: number, code: string, detail: string, now: number, random: number): void {
    const request = this.#pending.get(sequence);
    if (request === undefined || !request.sent) {
      return;
    }
    const verdict = verdictOf(code);
    switch (verdict) {
      case 'again':
      case 'free':
      case 'uncertain':
        request.sent = false;
        request.open = verdict === 'uncertain' || (verdict === 'again' && request.openBefore);
        request.outOfOrder = code === 'out_of_order';
        request.notBefore = now + backoffMillis(request.refusals, random);
        request.refusals += request.outOfOrder ? 0 : 1;
        if (request.settle === undefined && !request.open) {
          // Nobody waits for it, and it was not executed: now it never will be.
          this.#settle(sequence, refused(code, detail));
        }
        break;
      case 'over':
        // The line ends, and says what comes next.
        request.open = request.openBefore;
        break;
      case 'evicted':
        this.#settle(sequence, unknown(detail));
        break;
      case 'decided':
        this.#settle(sequence, refused(code, detail));
        break;
      case 'refused':
        this.#settle(sequence, request.openBefore ? unknown(`${code}: ${detail}`) : refused(code, detail));
        break;
    }
  }

  /** The session is over: nothing more will be known of what is not answered. */
  end(code: string, detail: string): void {
    for (const request of [...this.#pending.values()]) {
      this.#settle(request.sequence, request.open ? unknown(`${code}: ${detail}`) : refused(code, detail));
    }
  }

  #settle(sequence: number, outcome: Outcome): void {
    const request = this.#pending.get(sequence);
    if (request !== undefined) {
      this.#pending.delete(sequence);
      request.settle?.(outcome);
      this.#clearTheWay();
    }
  }

  /** What came out of order may be in order now: it waits no longer. */
  #clearTheWay(): void {
    for (const request of this.#pending.values()) {
      if (!request.outOfOrder) {
        break;
      }
      request.outOfOrder = false;
      request.notBefore = 0;
    }
  }
}
