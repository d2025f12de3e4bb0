package dev.hereabouts.ipam.shim.build;

import dev.hereabouts.ipam.shim.Shim;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.teavm.diagnostics.Problem;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/**
 * The build of the shim's binary: TeaVM translates the classes to C, and the C compiler links them
 * statically.
 *
 * <p>Arguments: the module's class folder, its {@code target} folder, TeaVM's version. The compiler
 * is {@code $CC}, else {@code gcc}. Nothing is done when the binary stands and nothing that it is
 * made from has changed since.
 */
public final class NativeBuild {
  /**
   * The Java heap, fixed. Everything large is kept outside of it, so what one call needs fits and
   * the collector never runs; pages that are not touched cost nothing; and below 2 MiB no kernel
   * backs it with one huge page.
   */
  private static final int HEAP_BYTES = 1536 * 1024;

  private final Path classes;
  private final Path sources;
  private final Path binary;
  private final Path stamp;
  private final String inputs;
  private final List<String> compiler;

  private NativeBuild(Path classes, Path target, String teavmVersion, String compiler) {
    this.classes = classes;
    this.sources = target.resolve("teavm");
    this.binary = target.resolve("hereabouts");
    this.stamp = target.resolve("hereabouts.inputs");
    this.compiler = List.of(compiler.trim().split("\\s+"));
    this.inputs = teavmVersion + "\n" + compiler + "\n";
  }

  /** Builds; throws where that fails, which fails the Maven build with the message. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String compiler = System.getenv().getOrDefault("CC", "gcc");
    new NativeBuild(Path.of(args[0]), Path.of(args[1]), args[2], compiler).run();
  }

  private void run() throws IOException, InterruptedException {
    String current = inputs + digestOfClasses();
    if (Files.isExecutable(binary)
        && Files.exists(stamp)
        && Files.readString(stamp).equals(current)) {
      return;
    }
    Files.deleteIfExists(stamp);
    Files.deleteIfExists(binary);
    checkCompiler();
    translate();
    compile();
    Files.writeString(stamp, current);
  }

  private void checkCompiler() throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(compiler);
      command.add("--version");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() == 0) {
        return;
      }
    } catch (IOException notFound) {
      throw new IllegalStateException(missingCompiler(), notFound);
    }
    throw new IllegalStateException(missingCompiler());
  }

  private String missingCompiler() {
    return "The shim needs a C compiler and '%s' does not run. Install gcc and the C library's static files (Debian, Ubuntu: gcc libc6-dev; Fedora: gcc glibc-static), or name a compiler in the environment variable CC."
        .formatted(String.join(" ", compiler));
  }

  private void translate() throws IOException {
    Files.createDirectories(sources);
    TeaVMTool tool = new TeaVMTool();
    tool.setTargetType(TeaVMTargetType.C);
    tool.setMainClass(Shim.class.getName());
    tool.setClassLoader(NativeBuild.class.getClassLoader());
    tool.setTargetDirectory(sources.toFile());
    tool.setOptimizationLevel(TeaVMOptimizationLevel.FULL);
    tool.setMinHeapSize(HEAP_BYTES);
    tool.setMaxHeapSize(HEAP_BYTES);
    try {
      tool.generate();
    } catch (TeaVMToolException e) {
      throw new IllegalStateException("TeaVM could not translate the shim", e);
    }
    List<Problem> problems = tool.getProblemProvider().getSevereProblems();
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "TeaVM could not translate the shim: "
              + problems.stream().map(p -> p.getText() + " " + p.getLocation()).toList());
    }
  }

  private void compile() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(compiler);
    command.addAll(
        List.of(
            "-O2",
            "-static",
            "-s",
            "-w",
            "-fno-strict-aliasing",
            "-Wno-incompatible-pointer-types"));
    command.addAll(List.of("-o", binary.toString(), "all.c", "-lm", "-lrt"));
    File log = sources.resolve("compiler.log").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(sources.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          "%s failed:%n%s".formatted(String.join(" ", command), Files.readString(log.toPath())));
    }
  }

  private String digestOfClasses() throws IOException {
    MessageDigest digest = sha256();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(classes.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
