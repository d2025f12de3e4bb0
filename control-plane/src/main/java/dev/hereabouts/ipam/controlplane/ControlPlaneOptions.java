package dev.hereabouts.ipam.controlplane;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a control plane differs from an ordinary one.
 *
 * @param fsync whether etcd syncs its log to disk before it answers, as it does in production;
 *     without, writes are faster and their times say nothing
 * @param users who may come in beside the administrator, each with a token
 * @param etcdFlags further flags of etcd, {@code --quota-backend-bytes=...}
 * @param apiServerFlags further flags of the API server
 */
public record ControlPlaneOptions(
    boolean fsync, List<User> users, List<String> etcdFlags, List<String> apiServerFlags) {

  /** Durable, with the administrator alone. */
  public static final ControlPlaneOptions DEFAULT =
      new ControlPlaneOptions(true, List.of(), List.of(), List.of());

  /** A user of the cluster; what it may do is up to RBAC objects that the test creates. */
  public record User(String name, List<String> groups) {
    public User {
      requirePlain(name);
      groups = List.copyOf(groups);
      groups.forEach(User::requirePlain);
    }

    /** Names become fields of a comma-separated file. */
    private static void requirePlain(String name) {
      if (!name.matches("[A-Za-z0-9:._@-]+")) {
        throw new IllegalArgumentException("not a plain name: " + name);
      }
    }
  }

  public ControlPlaneOptions {
    users = List.copyOf(users);
    etcdFlags = List.copyOf(etcdFlags);
    apiServerFlags = List.copyOf(apiServerFlags);
  }

  /** The same, with etcd not syncing to disk. */
  public ControlPlaneOptions withoutFsync() {
    return new ControlPlaneOptions(false, users, etcdFlags, apiServerFlags);
  }

  /** The same, with one user more. */
  public ControlPlaneOptions withUser(String name, String... groups) {
    return new ControlPlaneOptions(
        fsync, appended(users, new User(name, List.of(groups))), etcdFlags, apiServerFlags);
  }

  /** The same, with one flag of etcd more. */
  public ControlPlaneOptions withEtcdFlag(String flag) {
    return new ControlPlaneOptions(fsync, users, appended(etcdFlags, flag), apiServerFlags);
  }

  /** The same, with one flag of the API server more. */
  public ControlPlaneOptions withApiServerFlag(String flag) {
    return new ControlPlaneOptions(fsync, users, etcdFlags, appended(apiServerFlags, flag));
  }

  private static <T> List<T> appended(List<T> list, T last) {
    return Stream.concat(list.stream(), Stream.of(last)).toList();
  }
}
