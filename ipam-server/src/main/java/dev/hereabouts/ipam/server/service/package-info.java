/** What services have in common: their options, how they run, and how they stay small. */
@NullMarked
package dev.hereabouts.ipam.server.service;

import org.jspecify.annotations.NullMarked;
