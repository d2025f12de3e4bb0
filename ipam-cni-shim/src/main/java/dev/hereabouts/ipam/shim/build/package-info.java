/** The build step that turns the shim's classes into a native program; no part of the shim. */
@NullMarked
package dev.hereabouts.ipam.shim.build;

import org.jspecify.annotations.NullMarked;
