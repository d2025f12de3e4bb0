@NullMarked
package dev.hereabouts.ipam.server.files;

import org.jspecify.annotations.NullMarked;
