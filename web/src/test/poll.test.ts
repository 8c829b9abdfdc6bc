import { describe, expect, it } from 'vitest';
import { Poll } from '../main/sessions/poll.ts';
import { Problem } from '../main/sessions/problem.ts';

/** A poll whose questions are answered by hand and whose waits are only noted. */
function poll() {
  const answers: { resolve: () => void; reject: (problem: unknown) => void }[] = [];
  const waits: number[] = [];
  const told: number[] = [];
  let due: (() => void) | undefined;
  const made = new Poll({
    ask: () => new Promise<void>((resolve, reject) => void answers.push({ resolve, reject })),
    failed: (_problem, millis) => void told.push(millis),
    after: (millis, act) => {
      waits.push(millis);
      due = act;
      return () => {
        due = undefined;
      };
    },
  });
  return {
    poll: made,
    answers,
    waits,
    told,
    elapse: () => due?.(),
    answer: async () => {
      answers.at(-1)?.resolve();
      await Promise.resolve().then(() => undefined);
    },
    fail: async (problem: unknown) => {
      answers.at(-1)?.reject(problem);
      await Promise.resolve().then(() => undefined);
    },
  };
}

const down = new Problem(0, 'The server does not answer', '');

describe('the poll', () => {
  it('asks at once, then every 2 s', async () => {
    const at = poll();
    at.poll.start();
    await at.answer();
    at.elapse();
    await at.answer();
    expect(at.answers).toHaveLength(2);
    expect(at.waits).toEqual([2000, 2000]);
  });

  it('backs off while the server fails, says so each time, and recovers', async () => {
    const at = poll();
    at.poll.start();
    for (let failure = 0; failure < 6; failure++) {
      await at.fail(down);
      at.elapse();
    }
    await at.answer();
    expect(at.told).toEqual([4000, 8000, 16000, 30000, 30000, 30000]);
    expect(at.waits.at(-1)).toBe(2000);
  });

  it('stays away as long as the server asks it to', async () => {
    const at = poll();
    at.poll.start();
    await at.fail(new Problem(429, 'Too many requests', '', 45));
    expect(at.waits).toEqual([45000]);
  });

  it('never asks twice at once, and asks again when something changed meanwhile', async () => {
    const at = poll();
    at.poll.start();
    at.poll.now();
    at.poll.now();
    expect(at.answers).toHaveLength(1);
    await at.answer();
    expect(at.answers).toHaveLength(2);
  });

  it('rests when it is stopped, even when the answer comes later', async () => {
    const at = poll();
    at.poll.start();
    at.poll.stop();
    await at.fail(down);
    expect(at.waits).toEqual([]);
    expect(at.told).toEqual([]);
  });
});
