import { backoffMillis } from './backoff.ts';
import type { ClientMessage, Consistency } from './messages.ts';
import { type Outcome, refused } from './outcome.ts';

interface Asked {
  readonly payload: Uint8Array;
  readonly consistency: Consistency;
  readonly settle: (outcome: Outcome) => void;
  sent: boolean;
  attempts: number;
  notBefore: number;
}

const AGAIN = new Set(['unavailable', 'uncertain', 'not_leader']);

/** The queries whose answers are awaited: they change nothing, and are asked again as often as need be. */
export class Queries {
  readonly #asked = new Map<number, Asked>();
  #next = 1;

  add(payload: Uint8Array, consistency: Consistency, settle: (outcome: Outcome) => void): void {
    this.#asked.set(this.#next++, { payload, consistency, settle, sent: false, attempts: 0, notBefore: 0 });
  }

  reconnected(): void {
    for (const query of this.#asked.values()) {
      query.sent = false;
      query.notBefore = 0;
    }
  }

  /** Whether something that was asked is not answered yet. */
  isAwaited(): boolean {
    return [...this.#asked.values()].some((query) => query.sent);
  }

  /** What is to be asked now. */
  take(now: number, seenIndex: number): ClientMessage[] {
    const messages: ClientMessage[] = [];
    for (const [correlation, query] of this.#asked) {
      if (!query.sent && query.notBefore <= now) {
        query.sent = true;
        query.attempts++;
        messages.push({
          type: 'query',
          correlation_id: correlation,
          payload: query.payload,
          consistency: query.consistency,
          min_index: seenIndex,
        });
      }
    }
    return messages;
  }

  nextAt(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const query of this.#asked.values()) {
      if (!query.sent && query.notBefore > 0) {
        earliest = Math.min(earliest, query.notBefore);
      }
    }
    return earliest;
  }

  settle(correlation: number, outcome: Outcome): void {
    const query = this.#asked.get(correlation);
    if (query !== undefined) {
      this.#asked.delete(correlation);
      query.settle(outcome);
    }
  }

  failed(correlation: number, code: string, detail: string, now: number, random: number): void {
    const query = this.#asked.get(correlation);
    if (query !== undefined && AGAIN.has(code)) {
      query.sent = false;
      query.notBefore = now + backoffMillis(query.attempts, random);
    } else {
      this.settle(correlation, refused(code, detail));
    }
  }

  end(outcome: Outcome): void {
    for (const correlation of [...this.#asked.keys()]) {
      this.settle(correlation, outcome);
    }
  }
}
