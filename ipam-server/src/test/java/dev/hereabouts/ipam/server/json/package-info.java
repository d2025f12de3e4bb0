@NullMarked
package dev.hereabouts.ipam.server.json;

import org.jspecify.annotations.NullMarked;
