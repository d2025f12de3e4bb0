package dev.hereabouts.ipam.controlplane;

/** A program of a control plane, built from a Go module. */
public enum Program {
  ETCD("etcd", "go.etcd.io/etcd/server/v3", ""),
  KUBE_APISERVER("kube-apiserver", "k8s.io/kubernetes", "/cmd/kube-apiserver"),
  KUBECTL("kubectl", "k8s.io/kubernetes", "/cmd/kubectl");

  private final String fileName;
  private final String module;
  private final String folder;

  Program(String fileName, String module, String folder) {
    this.fileName = fileName;
    this.module = module;
    this.folder = folder;
  }

  /** The name of its file, {@code kube-apiserver}. */
  public String fileName() {
    return fileName;
  }

  /** The version that is built where none is given, {@code v1.37.2}. */
  public String version() {
    return GoModule.version(module);
  }

  String goPackage() {
    return module + folder;
  }
}
