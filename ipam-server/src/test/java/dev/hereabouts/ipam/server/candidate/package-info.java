@NullMarked
package dev.hereabouts.ipam.server.candidate;

import org.jspecify.annotations.NullMarked;
