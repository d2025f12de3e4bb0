package dev.hereabouts.ipam.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code install-shim}: puts the CNI shim where the container runtime looks for plugins.
 *
 * <p>Each file is written beside its place, synced and renamed: a runtime that calls it meanwhile
 * runs the old one or the new one, never a part.
 */
@Command(
    name = "install-shim",
    mixinStandardHelpOptions = true,
    description = {
      "Puts the CNI shim where the container runtime looks for plugins.",
      "A runtime that calls it meanwhile runs the old one or the new one."
    })
public final class InstallShimCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--shim", paramLabel = "FILE", required = true, description = "the shim")
  private Path shim = Path.of("");

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = "/opt/cni/bin",
      description = "the runtime's directory of plugins (default: ${DEFAULT-VALUE})")
  private Path directory = Path.of("");

  @Option(
      names = "--as",
      paramLabel = "TYPE",
      defaultValue = "hereabouts",
      description = "the CNI type that it answers to; may be repeated (default: ${DEFAULT-VALUE})")
  private List<String> types = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    for (String type : types) {
      if (!type.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
        throw new ParameterException(
            spec.commandLine(), "--as takes the name of a CNI type, not \"" + type + "\"");
      }
    }
    byte[] program = Files.readAllBytes(shim);
    PrintWriter out = spec.commandLine().getOut();
    for (String type : types) {
      install(program, directory.resolve(type));
      out.println("installed " + directory.resolve(type));
    }
    out.flush();
    return ExitCode.OK;
  }

  private void install(byte[] program, Path place) throws IOException {
    Path unfinished = directory.resolve("." + place.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    try (FileChannel file =
        FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(program);
      while (rest.hasRemaining()) {
        file.write(rest);
      }
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
      file.force(true);
    }
    Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
  }
}
