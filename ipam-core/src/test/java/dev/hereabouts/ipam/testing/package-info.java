/** What the tests of all modules share. */
@NullMarked
package dev.hereabouts.ipam.testing;

import org.jspecify.annotations.NullMarked;
