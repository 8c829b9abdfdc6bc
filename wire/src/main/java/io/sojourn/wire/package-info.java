/**
 * What lies on disk and travels between nodes: the bytes of log entries and of snapshots.
 *
 * <p>The codecs are written by hand, field by field after the published protobuf schemas, and any
 * protobuf reader understands what they write. They check each length against what is left of the
 * input before they allocate, know no file and no socket, and keep no state between calls.
 */
@NullMarked
package io.sojourn.wire;

import org.jspecify.annotations.NullMarked;
