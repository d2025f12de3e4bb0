/**
 * The allocation state machine: who holds which address, what a request changes, and nothing else.
 *
 * <p>{@link dev.hereabouts.ipam.core.allocation.Decider} answers a request with changes and a reply
 * and alters nothing; {@link dev.hereabouts.ipam.core.allocation.Ledger#apply} alone alters.
 */
@NullMarked
package dev.hereabouts.ipam.core.allocation;

import org.jspecify.annotations.NullMarked;
