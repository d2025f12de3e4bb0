/** The commands that operators run on a cluster: they read and write its objects themselves. */
@NullMarked
package dev.hereabouts.ipam.server.operator;

import org.jspecify.annotations.NullMarked;
