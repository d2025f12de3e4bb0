/**
 * A real etcd and kube-apiserver for tests.
 *
 * <pre>{@code
 * @BeforeAll
 * static void start() throws Exception {
 *   ControlPlane.unavailable().ifPresent(reason -> Assumptions.abort(reason));
 *   cluster = ControlPlane.start();
 * }
 * }</pre>
 *
 * <p>{@link dev.hereabouts.ipam.controlplane.Programs} finds the programs or builds them once from
 * their Go modules; {@link dev.hereabouts.ipam.controlplane.ControlPlane} runs them on loopback and
 * leaves nothing behind; {@link dev.hereabouts.ipam.controlplane.KubernetesApi} is what a test uses
 * to look at the cluster from beside. There are no controllers, no scheduler and no nodes: a Node
 * or Pod is what a test creates, and nothing happens to it.
 */
@NullMarked
package dev.hereabouts.ipam.controlplane;

import org.jspecify.annotations.NullMarked;
