/** The cluster's own objects that leader and agents meet by: lease, leader's record, tokens. */
@NullMarked
package dev.hereabouts.ipam.server.cluster;

import org.jspecify.annotations.NullMarked;
