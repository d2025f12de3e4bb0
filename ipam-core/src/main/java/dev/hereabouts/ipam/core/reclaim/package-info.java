/**
 * When an address may be taken back without a DEL: absence makes a suspect, a witness is needed to
 * release.
 *
 * <p>{@link dev.hereabouts.ipam.core.reclaim.Judge} judges from what is known; who finds that out,
 * and who releases, are others.
 */
@NullMarked
package dev.hereabouts.ipam.core.reclaim;

import org.jspecify.annotations.NullMarked;
