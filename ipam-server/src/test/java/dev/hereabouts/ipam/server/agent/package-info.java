@NullMarked
package dev.hereabouts.ipam.server.agent;

import org.jspecify.annotations.NullMarked;
