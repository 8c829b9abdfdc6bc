const FIRST_MILLIS = 100;
const LAST_MILLIS = 10_000;

/** The wait before attempt 0, 1, 2 …: any time up to 100 ms doubling to 10 s, so that clients spread. */
export function backoffMillis(attempt: number, random: number): number {
  const bound = Math.min(LAST_MILLIS, FIRST_MILLIS * 2 ** Math.min(attempt, 16));
  return Math.ceil(bound * random);
}
