@NullMarked
package dev.hereabouts.ipam.crds;

import org.jspecify.annotations.NullMarked;
