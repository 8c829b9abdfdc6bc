import { expect, test } from 'vitest';
import { framesOf } from '../../../client/src/frames.ts';
import { type ClientMessage, encode } from '../../../client/src/messages.ts';

/** The most that a server takes: docs/session-protocol.md. */
const BYTES_MAX = 4 << 20;
const MESSAGES_MAX = 4_096;

const request = (sequence: number, length: number): ClientMessage => ({
  type: 'request',
  sequence,
  lowest_awaited: 1,
  payload: new Uint8Array(length),
  unordered: false,
});

test.each([
  ['large commands', 10, 1 << 20],
  ['small commands', 10_000, 10],
  ['empty commands', 5_000, 0],
])('%s that are said at once go in frames that a server takes, in their order', (_, count, length) => {
  const messages = Array.from({ length: count }, (_, i) => request(Number.MAX_SAFE_INTEGER - count + i, length));
  const frames = framesOf(messages);
  expect(frames.flat()).toEqual(messages);
  expect(frames.length).toBeGreaterThan(1);
  for (const frame of frames) {
    expect(frame.length).toBeGreaterThan(0);
    expect(frame.length).toBeLessThanOrEqual(MESSAGES_MAX);
    expect(encode(frame).length).toBeLessThan(BYTES_MAX);
  }
});

test('nothing is no frame', () => {
  expect(framesOf([])).toEqual([]);
});
