package dev.hereabouts.ipam.core.config;

import java.util.ArrayList;
import java.util.List;

/** Collects the findings of one call in the order in which they were made. */
final class Findings {
  static final int INCOMPATIBLE_VERSION = 1;
  static final int BAD_ENVIRONMENT = 4;
  static final int NOT_DECODED = 6;
  static final int BAD_CONFIGURATION = 7;

  private final List<Finding> list = new ArrayList<>();

  /** Adds an error of code 7. */
  void error(String path, String value, String message, String remedy) {
    error(BAD_CONFIGURATION, path, value, message, remedy);
  }

  void error(int cniCode, String path, String value, String message, String remedy) {
    list.add(new Finding(Severity.ERROR, cniCode, path, value, message, remedy));
  }

  /** Adds an error of code 7, unless the text is known to be of the wrong type. */
  void error(Text at, String message, String remedy) {
    if (!at.mistyped()) {
      error(at.path(), at.text(), message, remedy);
    }
  }

  void warning(String path, String value, String message, String remedy) {
    list.add(new Finding(Severity.WARNING, BAD_CONFIGURATION, path, value, message, remedy));
  }

  void warning(Text at, String message, String remedy) {
    warning(at.path(), at.text(), message, remedy);
  }

  void addAll(List<Finding> findings) {
    list.addAll(findings);
  }

  boolean hasErrors() {
    return list.stream().anyMatch(f -> f.severity() == Severity.ERROR);
  }

  /** All findings: errors first, otherwise in the order in which they were made. */
  List<Finding> all() {
    List<Finding> sorted = new ArrayList<>(list);
    sorted.sort((a, b) -> a.severity().compareTo(b.severity()));
    return sorted;
  }

  /** All findings with every error made a warning, for calls that go on in spite of them. */
  List<Finding> tolerated() {
    return list.stream().map(Findings::tolerated).toList();
  }

  private static Finding tolerated(Finding f) {
    return switch (f.severity()) {
      case WARNING -> f;
      case ERROR ->
          new Finding(
              Severity.WARNING,
              f.cniCode(),
              f.path(),
              f.value(),
              f.message() + " (ignored)",
              f.remedy());
    };
  }
}
