import { describe, expect, it } from 'vitest';
import { backoffMillis } from '../main/relay/backoff.ts';
import { closing } from '../main/relay/closing.ts';

describe('a closed connection', () => {
  it.each([
    [1001, 'restarting'],
    [1005, 'lost'],
    [1006, 'lost'],
    [1011, 'lost'],
    [1012, 'restarting'],
    [1013, 'restarting'],
    [4100, 'slow'],
    [4101, 'lost'],
    [4102, 'crowded'],
    [4199, 'lost'],
  ])('with code %i is made again', (code, why) => {
    expect(closing(code, '')).toEqual({ kind: 'again', why });
  });

  it.each([1000, 1002, 1003, 1007, 1008, 1009, 4000, 4001, 4003, 4004, 4005, 4006, 4099])(
    'with code %i stays closed, and says why',
    (code) => {
      expect(closing(code, '')).toEqual({ kind: 'stop', message: expect.stringMatching(/.{10}\.$/) });
    },
  );

  it('with a stop code of a newer server gives the server’s own reason', () => {
    expect(closing(4042, 'Out of paper.')).toEqual({ kind: 'stop', message: 'Out of paper.' });
  });
});

describe('the wait before the next attempt', () => {
  it('doubles from 1 s to 30 s', () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 1000].map((attempt) => backoffMillis(attempt, 0.999999));
    expect(longest).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  });

  it('is at least half of that, the rest is drawn', () => {
    expect(backoffMillis(0, 0)).toBe(500);
    expect(backoffMillis(9, 0)).toBe(15000);
    expect(backoffMillis(9, 0.5)).toBe(22500);
  });
});
