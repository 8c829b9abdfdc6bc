/**
 * Measurements: each prints a table of medians and the ratios between systems measured in turns in
 * the same run.
 *
 * <p>Run by people through {@code bench/run}; no test asserts a speed. Load goes to the loopback
 * interface only and every loop is bounded in time. Nothing else may depend on this package.
 */
@NullMarked
package io.sojourn.bench;

import org.jspecify.annotations.NullMarked;
