/** What is held, in the order and selection in which it is shown; whoever asks, and wherever. */
@NullMarked
package dev.hereabouts.ipam.server.inventory;

import org.jspecify.annotations.NullMarked;
