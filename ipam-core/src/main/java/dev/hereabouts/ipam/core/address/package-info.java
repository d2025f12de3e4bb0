/** Internet addresses, networks and sets of addresses of both families, as plain values. */
@NullMarked
package dev.hereabouts.ipam.core.address;

import org.jspecify.annotations.NullMarked;
