/** The custom resources that Hereabouts keeps its state in: their definitions, as YAML. */
@NullMarked
package dev.hereabouts.ipam.crds;

import org.jspecify.annotations.NullMarked;
