/** The JSON forms of entries and pools, in the data file and over HTTP. */
@NullMarked
package dev.hereabouts.ipam.server.json;

import org.jspecify.annotations.NullMarked;
