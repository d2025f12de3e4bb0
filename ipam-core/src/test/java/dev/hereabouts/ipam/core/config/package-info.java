/** Tests of the configuration grammar. */
@NullMarked
package dev.hereabouts.ipam.core.config;

import org.jspecify.annotations.NullMarked;
