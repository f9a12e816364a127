/** The kernel on Apache Ratis: one order, the log on disk, snapshots, leaves and checkpoints. */
@NullMarked
package org.rahdari.replication;

import org.jspecify.annotations.NullMarked;
