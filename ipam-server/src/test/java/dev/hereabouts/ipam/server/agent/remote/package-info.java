@NullMarked
package dev.hereabouts.ipam.server.agent.remote;

import org.jspecify.annotations.NullMarked;
