/** Benchmarks of the core's operations, run by {@code bench/core}. */
@NullMarked
package dev.hereabouts.ipam.bench;

import org.jspecify.annotations.NullMarked;
