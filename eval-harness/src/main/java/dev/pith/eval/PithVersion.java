package dev.pith.eval;

import picocli.CommandLine.IVersionProvider;

/** The version of this build, as its jar has it. */
final class PithVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = PithVersion.class.getPackage().getImplementationVersion();
    return new String[] {"pith " + (version == null ? "(not built into a jar)" : version)};
  }
}
