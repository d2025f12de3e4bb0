package dev.hereabouts.ipam.server;

import picocli.CommandLine.IVersionProvider;

/** The version that stands in the program's own archive. */
final class ProgramVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"hereabouts " + (version == null ? "(not packaged)" : version)};
  }
}
