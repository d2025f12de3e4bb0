package dev.hereabouts.ipam.server.service;

import picocli.CommandLine.IVersionProvider;

/** The version that stands in the program's own archive. */
public final class ProgramVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"hereabouts " + text()};
  }

  /** The version alone. */
  public static String text() {
    String version = ProgramVersion.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
