/** The leader over HTTP/2 and TLS, as the agent of a node sees it. */
@NullMarked
package dev.hereabouts.ipam.server.agent.remote;

import org.jspecify.annotations.NullMarked;
