/** The store of a cluster: blocks and pools as custom resources. */
@NullMarked
package dev.hereabouts.ipam.server.store.kubernetes;

import org.jspecify.annotations.NullMarked;
