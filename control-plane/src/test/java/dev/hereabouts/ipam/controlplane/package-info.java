/** The control plane for tests, itself tested. */
@NullMarked
package dev.hereabouts.ipam.controlplane;

import org.jspecify.annotations.NullMarked;
