/** A small client of the Kubernetes API: access, requests, lists in pages, watches. */
@NullMarked
package dev.hereabouts.ipam.server.kubernetes;

import org.jspecify.annotations.NullMarked;
