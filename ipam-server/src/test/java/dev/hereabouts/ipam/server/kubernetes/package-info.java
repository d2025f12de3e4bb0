@NullMarked
package dev.hereabouts.ipam.server.kubernetes;

import org.jspecify.annotations.NullMarked;
