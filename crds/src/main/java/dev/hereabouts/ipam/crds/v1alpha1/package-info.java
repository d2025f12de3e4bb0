/**
 * The custom resources of group {@code ipam.hereabouts.dev}, version {@code v1alpha1}: {@code
 * HereaboutsPool} shows a range and its numbers, {@code HereaboutsBlock} holds the entries of one
 * aligned run of addresses.
 *
 * <p>Their definitions are generated from these classes and checked in beside them, under {@code
 * resources}.
 */
@NullMarked
package dev.hereabouts.ipam.crds.v1alpha1;

import org.jspecify.annotations.NullMarked;
