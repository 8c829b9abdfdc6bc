package io.sojourn.bench;

/**
 * What a load came to.
 *
 * @param answered commands answered
 * @param perSecond commands answered per second
 * @param p50 latency, microseconds
 * @param p99 latency, microseconds
 * @param longestGap the longest time without an answer, microseconds
 */
record LoadResult(long answered, double perSecond, double p50, double p99, double longestGap) {}
