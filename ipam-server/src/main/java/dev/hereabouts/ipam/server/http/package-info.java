/** HTTP/1.1 on the node's Unix socket: CNI calls of the shim, health, metrics and questions. */
@NullMarked
package dev.hereabouts.ipam.server.http;

import org.jspecify.annotations.NullMarked;
