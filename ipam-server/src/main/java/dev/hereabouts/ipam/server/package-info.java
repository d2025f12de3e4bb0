/** The program: where its parts are put together. */
@NullMarked
package dev.hereabouts.ipam.server;

import org.jspecify.annotations.NullMarked;
