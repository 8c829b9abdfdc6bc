/**
 * The log of several nodes. {@link io.sojourn.cluster.RatisLog} puts Apache Ratis behind the port
 * {@link io.sojourn.engine.ReplicatedLog}: a replicated log and nothing else. Here too are the
 * members of a cluster, their names and addresses, and what keeps strangers out.
 *
 * <p>Nothing here looks into an entry or knows what a session does. Exactly-once is the machine's
 * affair: nothing may rely on the retry cache of Ratis. No type of Ratis may show in what is public
 * here.
 */
@NullMarked
package io.sojourn.cluster;

import org.jspecify.annotations.NullMarked;
