/** Plays the services for the archives of classes with which they start faster. */
@NullMarked
package dev.hereabouts.ipam.server.rehearsal;

import org.jspecify.annotations.NullMarked;
