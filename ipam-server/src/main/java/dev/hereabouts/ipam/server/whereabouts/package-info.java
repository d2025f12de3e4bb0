/**
 * Taking over from whereabouts, and giving back: its objects, what they say, and what becomes of
 * them.
 */
@NullMarked
package dev.hereabouts.ipam.server.whereabouts;

import org.jspecify.annotations.NullMarked;
