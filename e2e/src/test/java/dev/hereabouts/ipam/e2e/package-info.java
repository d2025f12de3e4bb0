/**
 * Tests of the whole program from outside: real processes, the native shim, the Unix socket, kills.
 */
@NullMarked
package dev.hereabouts.ipam.e2e;

import org.jspecify.annotations.NullMarked;
