/**
 * The conformance kit that every {@link io.sojourn.engine.ReplicatedLog} passes, and the crash kit
 * of the file log.
 *
 * <p>No mocks: disks, machines and processes here are real or are complete fakes of the real thing.
 */
@NullMarked
package io.sojourn.engine;

import org.jspecify.annotations.NullMarked;
