/** What an operator's commands see of a cluster, and what they conclude from it. */
@NullMarked
package dev.hereabouts.ipam.server.upkeep;

import org.jspecify.annotations.NullMarked;
