/** The store without a cluster: one file of H2's MVStore, written by group commit. */
@NullMarked
package dev.hereabouts.ipam.server.store.embedded;

import org.jspecify.annotations.NullMarked;
