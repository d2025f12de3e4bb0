/**
 * The grammar of what a CNI call brings: environment, CNI_ARGS and network configuration, turned
 * into checked values or into findings that name the offending key.
 */
@NullMarked
package dev.hereabouts.ipam.core.config;

import org.jspecify.annotations.NullMarked;
