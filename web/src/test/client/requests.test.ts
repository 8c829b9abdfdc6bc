import { expect, test } from 'vitest';
import type { Outcome } from '../../../client/src/outcome.ts';
import { Requests } from '../../../client/src/requests.ts';

const LONG = 1_000_000;

/** One request that was sent, and what becomes of it. */
function sent() {
  const requests = new Requests(1);
  const outcomes: Outcome[] = [];
  requests.reconnected(8);
  requests.add(new Uint8Array([1]), false, (outcome) => outcomes.push(outcome));
  expect(requests.take(0)).toHaveLength(1);
  const fail = (code: string) => requests.failed(1, code, 'detail', 0, 0.5);
  const sendAgain = () => expect(requests.take(LONG)).toHaveLength(1);
  const reconnect = () => {
    requests.reconnected(8);
    expect(requests.take(LONG)).toHaveLength(1);
  };
  return { requests, outcomes, fail, sendAgain, reconnect };
}

test('what is refused at once was not executed', () => {
  const { outcomes, fail } = sent();
  fail('session_not_active');
  expect(outcomes).toMatchObject([{ kind: 'refused', code: 'session_not_active' }]);
});

test.each(['session_not_active', 'command_unreadable', 'a_code_of_tomorrow'])(
  'a retry that is refused with %s says nothing of the copy before it',
  (code) => {
    const { outcomes, fail, reconnect } = sent();
    reconnect();
    fail(code);
    expect(outcomes).toMatchObject([{ kind: 'unknown' }]);
  },
);

test.each(['failed', 'state_full', 'push_queue_full', 'false_retry'])(
  '%s is the word of the machine, which knows every copy',
  (code) => {
    const { outcomes, fail, reconnect } = sent();
    reconnect();
    fail(code);
    expect(outcomes).toMatchObject([{ kind: 'refused', code }]);
  },
);

test.each(['unavailable', 'not_leader', 'shutting_down', 'uncertain', 'internal', 'window_full', 'out_of_order'])(
  'after %s it is sent again under its number',
  (code) => {
    const { requests, outcomes, fail, sendAgain } = sent();
    fail(code);
    expect(outcomes).toEqual([]);
    sendAgain();
    requests.replied(1, new Uint8Array([2]), 7);
    expect(outcomes).toMatchObject([{ kind: 'done', index: 7 }]);
  },
);

test('one that was only put off is refused at its deadline, one that may have been executed is unknown', () => {
  const off = sent();
  off.fail('unavailable');
  off.requests.giveUp(1);
  expect(off.outcomes).toMatchObject([{ kind: 'refused', code: 'deadline_exceeded' }]);
  expect(off.requests.size).toBe(0);

  const open = sent();
  open.fail('uncertain');
  open.requests.giveUp(1);
  expect(open.outcomes).toMatchObject([{ kind: 'unknown' }]);
  open.sendAgain(); // its fate is still to be known, since those behind it wait for that
});

test('one that nobody waits for any more is not executed later, once it is known that it was not before', () => {
  const { requests, outcomes, fail } = sent();
  requests.giveUp(1);
  fail('unavailable');
  expect(requests.size).toBe(0);
  expect(outcomes).toMatchObject([{ kind: 'unknown' }]);
});

test('at the end of the session only what may have been executed is unknown', () => {
  const { requests, outcomes, fail } = sent();
  requests.add(new Uint8Array([2]), false, (outcome) => outcomes.push(outcome));
  fail('session_dead');
  requests.end('session_dead', 'it ended');
  expect(outcomes).toMatchObject([
    { kind: 'refused', code: 'session_dead' },
    { kind: 'refused', code: 'session_dead' },
  ]);

  const open = sent();
  open.requests.end('session_expired', 'it ended');
  expect(open.outcomes).toMatchObject([{ kind: 'unknown' }]);
});

test('what waits for one before it has no time of its own, and is not put off for longer each time', () => {
  const requests = new Requests(1);
  requests.reconnected(8);
  for (let i = 0; i < 3; i++) {
    requests.add(new Uint8Array([i]), false, () => {});
  }
  let now = 0;
  for (let round = 0; round < 20; round++) {
    expect(requests.take(now).length).toBeGreaterThan(0);
    requests.failed(3, 'out_of_order', '', now, 0.5);
    requests.failed(2, 'out_of_order', '', now, 0.5);
    requests.failed(1, 'unavailable', '', now, 0.99);
    expect(requests.nextAt()).toBeGreaterThan(now); // its time has come: it is sent, not looked at again and again
    now = requests.nextAt();
  }
  expect(requests.take(now).map((message) => 'sequence' in message && message.sequence)).toContain(1);
  requests.replied(1, new Uint8Array(), 1);
  requests.take(now);
  requests.failed(2, 'unavailable', '', now, 0.99);
  expect(requests.nextAt() - now).toBeLessThanOrEqual(100);
});
