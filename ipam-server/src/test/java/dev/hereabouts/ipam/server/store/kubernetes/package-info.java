@NullMarked
package dev.hereabouts.ipam.server.store.kubernetes;

import org.jspecify.annotations.NullMarked;
