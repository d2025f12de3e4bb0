/** A cluster under load: a control plane to measure on, and the agents that call its leader. */
@NullMarked
package dev.hereabouts.ipam.bench.cluster;

import org.jspecify.annotations.NullMarked;
