/**
 * The CNI shim: a native program that carries one CNI call to the node's agent and its answer back.
 *
 * <p>TeaVM turns {@link dev.hereabouts.ipam.shim.Shim} and what it reaches into C. Only {@link
 * dev.hereabouts.ipam.shim.Libc} and the classes that name it touch the machine; the others are
 * plain Java and are tested as such.
 */
@NullMarked
package dev.hereabouts.ipam.shim;

import org.jspecify.annotations.NullMarked;
