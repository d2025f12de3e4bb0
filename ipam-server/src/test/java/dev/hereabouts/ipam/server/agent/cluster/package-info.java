@NullMarked
package dev.hereabouts.ipam.server.agent.cluster;

import org.jspecify.annotations.NullMarked;
