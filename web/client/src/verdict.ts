/**
 * What an error code of the server says about the copy of a request that it answers.
 *
 * - `again`: this copy was not executed; nothing is said of others.
 * - `free`: no copy was executed, by the machine that knows them all; the sequence is still free.
 * - `uncertain`: this copy may have been executed.
 * - `decided`: refused for good, by the machine that knows every copy.
 * - `evicted`: whether it was executed will not be known.
 * - `over`: the session is over, or not this client's; this copy was not executed.
 * - `refused`: this copy was not executed and would not be later; nothing is said of others.
 */
export type Verdict = 'again' | 'free' | 'uncertain' | 'decided' | 'evicted' | 'over' | 'refused';

const VERDICTS: Readonly<Record<string, Verdict>> = {
  failed: 'decided',
  state_full: 'decided',
  push_queue_full: 'decided',
  false_retry: 'decided',
  out_of_order: 'free',
  window_full: 'free',
  sequence_ahead: 'free',
  unavailable: 'again',
  not_leader: 'again',
  shutting_down: 'again',
  too_many_attempts: 'again',
  first_message_timeout: 'again',
  silent: 'again',
  slow_consumer: 'again',
  uncertain: 'uncertain',
  internal: 'uncertain',
  reply_evicted: 'evicted',
  session_unknown: 'over',
  session_dead: 'over',
  session_expired: 'over',
  session_invalidated: 'over',
  fenced: 'over',
};

/** A code that this client does not know is final. */
export const verdictOf = (code: string): Verdict => VERDICTS[code] ?? 'refused';
