const FIRST_MILLIS = 1_000;
const LAST_MILLIS = 30_000;

/** How long a connection must have lived for its loss to count as the first again. */
export const STEADY_MILLIS = 10_000;

/**
 * The wait before attempt 0, 1, 2 …: 1 s doubling to 30 s, of which the upper half is drawn, so that
 * viewers that were cut together do not return together.
 */
export function backoffMillis(attempt: number, random: number): number {
  const whole = Math.min(LAST_MILLIS, FIRST_MILLIS * 2 ** Math.min(attempt, 16));
  return Math.round(whole * (0.5 + 0.5 * random));
}
