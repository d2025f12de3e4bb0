package dev.hereabouts.ipam.core.config;

import static dev.hereabouts.ipam.core.config.Findings.BAD_ENVIRONMENT;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The CNI_* variables of a call as they came, null where a variable is not set (CNI specification,
 * "Parameters").
 */
public record CniEnvironment(
    @Nullable String command,
    @Nullable String containerId,
    @Nullable String netns,
    @Nullable String ifName,
    @Nullable String args,
    @Nullable String path) {
  private static final Pattern CONTAINER_ID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.\\-]*");

  /** What a runtime makes has 64; it is stored with every address of the sandbox. */
  private static final int MAX_CONTAINER_ID = 253;

  /** PATH_MAX of Linux without the final zero byte. */
  private static final int MAX_PATH = 4095;

  /** IFNAMSIZ of Linux without the final zero byte. */
  private static final int MAX_INTERFACE_NAME = 15;

  /**
   * The checked call, or everything that is wrong with the environment.
   *
   * <p>CNI_ARGS that cannot be read never keep a DEL, a GC or a STATUS from running, because none
   * of them needs it: they are taken as absent, with a warning.
   */
  public EnvironmentCheck check() {
    Findings findings = new Findings();
    Findings ofArgs = new Findings();
    CniArgs readArgs = CniArgsGrammar.read(orEmpty(args), ofArgs);
    CniCommand verb = verb(findings);
    if (verb == null) {
      return new EnvironmentCheck.Rejected(findings.all(), readArgs);
    }
    checkRequired(verb, findings);
    if (verb.isAboutAttachment()) {
      checkContainerId(orEmpty(containerId), findings);
      checkInterfaceName(orEmpty(ifName), findings);
      checkNetns(orEmpty(netns), verb, findings);
    }
    findings.addAll(needsArgs(verb) ? ofArgs.all() : ofArgs.tolerated());
    if (findings.hasErrors()) {
      return new EnvironmentCheck.Rejected(findings.all(), readArgs);
    }
    CniArgs usableArgs = ofArgs.hasErrors() ? CniArgs.NONE : readArgs;
    return new EnvironmentCheck.Accepted(
        new CniCall(verb, orEmpty(containerId), orEmpty(ifName), orEmpty(netns), usableArgs),
        findings.all());
  }

  private @Nullable CniCommand verb(Findings findings) {
    String text = orEmpty(command);
    if (text.isEmpty()) {
      missing(List.of("CNI_COMMAND"), findings);
      return null;
    }
    CniCommand verb = CniCommand.of(text);
    if (verb == null) {
      findings.error(
          BAD_ENVIRONMENT,
          "CNI_COMMAND",
          text,
          "unknown CNI_COMMAND: " + text,
          "use ADD, DEL, CHECK, GC, STATUS or VERSION");
    }
    return verb;
  }

  private void checkRequired(CniCommand verb, Findings findings) {
    List<String> missing = new ArrayList<>();
    if (verb.isAboutAttachment() && orEmpty(containerId).isEmpty()) {
      missing.add("CNI_CONTAINERID");
    }
    if (verb.isAboutAttachment() && verb != CniCommand.DEL && orEmpty(netns).isEmpty()) {
      missing.add("CNI_NETNS");
    }
    if (verb.isAboutAttachment() && orEmpty(ifName).isEmpty()) {
      missing.add("CNI_IFNAME");
    }
    if (verb != CniCommand.VERSION && orEmpty(path).isEmpty()) {
      missing.add("CNI_PATH");
    }
    if (!missing.isEmpty()) {
      missing(missing, findings);
    }
  }

  private static void missing(List<String> names, Findings findings) {
    findings.error(
        BAD_ENVIRONMENT,
        names.getFirst(),
        "",
        "required env variables [" + String.join(",", names) + "] missing",
        "the container runtime has to set them");
  }

  private static void checkContainerId(String id, Findings findings) {
    if (id.length() > MAX_CONTAINER_ID) {
      findings.error(
          BAD_ENVIRONMENT,
          "CNI_CONTAINERID",
          id,
          "containerID is too long",
          "use at most " + MAX_CONTAINER_ID + " characters");
    } else if (!id.isEmpty() && !CONTAINER_ID.matcher(id).matches()) {
      findings.error(
          BAD_ENVIRONMENT,
          "CNI_CONTAINERID",
          id,
          "invalid characters in containerID",
          "begin with a letter or digit and go on with letters, digits, _, . and -");
    }
  }

  private static void checkInterfaceName(String name, Findings findings) {
    String wrong = null;
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_INTERFACE_NAME) {
      wrong = "interface name is too long";
    } else if (Text.isDamaged(name)) {
      wrong = "interface name is no UTF-8";
    } else if (name.equals(".") || name.equals("..")) {
      wrong = "interface name is . or ..";
    } else if (name.chars().anyMatch(CniEnvironment::isForbiddenInInterfaceName)) {
      wrong = "interface name contains / or : or whitespace characters";
    }
    if (wrong != null) {
      findings.error(
          BAD_ENVIRONMENT,
          "CNI_IFNAME",
          name,
          wrong,
          "use 1 to " + MAX_INTERFACE_NAME + " characters without /, : and blanks");
    }
  }

  /** A DEL does not use it. */
  private static void checkNetns(String path, CniCommand verb, Findings findings) {
    if (verb != CniCommand.DEL && path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
      findings.error(
          BAD_ENVIRONMENT,
          "CNI_NETNS",
          path,
          "path is too long",
          "use at most " + MAX_PATH + " bytes");
    }
  }

  private static boolean isForbiddenInInterfaceName(int c) {
    return c == '/'
        || c == ':'
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.isISOControl(c);
  }

  private static boolean needsArgs(CniCommand verb) {
    return switch (verb) {
      case ADD, CHECK -> true;
      case DEL, GC, STATUS, VERSION -> false;
    };
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
