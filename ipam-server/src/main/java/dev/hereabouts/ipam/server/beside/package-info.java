/**
 * Serving the same ranges as whereabouts for a while: what is written here is recorded among its
 * objects before, and what it holds is not given.
 */
@NullMarked
package dev.hereabouts.ipam.server.beside;

import org.jspecify.annotations.NullMarked;
