package dev.hereabouts.ipam.server;

import picocli.CommandLine.IVersionProvider;

/** The version that stands in the program's own archive. */
final class ProgramVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"hereabouts " + text()};
  }

  /** The version alone. */
  static String text() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
