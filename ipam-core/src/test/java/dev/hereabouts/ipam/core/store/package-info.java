/** The contract that every block store passes, and the store in memory with faults on demand. */
@NullMarked
package dev.hereabouts.ipam.core.store;

import org.jspecify.annotations.NullMarked;
