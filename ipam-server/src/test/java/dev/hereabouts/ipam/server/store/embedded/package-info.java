@NullMarked
package dev.hereabouts.ipam.server.store.embedded;

import org.jspecify.annotations.NullMarked;
