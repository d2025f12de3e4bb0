package dev.hereabouts.ipam.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String CORE = "dev.hereabouts.ipam.core";
  private static final String CONFIG = CORE + ".config..";

  /** The plain JDK: no I/O, no network, no clock, no threads. */
  private static final String[] PLAIN = {
    "java.lang",
    "java.lang.annotation",
    "java.lang.runtime",
    "java.math",
    "java.util",
    "java.util.function",
    "java.util.stream",
    "org.jspecify.annotations",
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hereabouts.ipam.core");

  @Test
  @DisplayName("outside the configuration package the core knows nothing but the plain JDK")
  void plainJdk() {
    classes()
        .that()
        .resideOutsideOfPackage(CONFIG)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(PLAIN).or(resideInAPackage(CORE + "..")))
        .check(CLASSES);
  }

  @Test
  @DisplayName("the configuration package adds Jackson, IPAddress and bytes in memory, no files")
  void parsingLibraries() {
    classes()
        .that()
        .resideInAPackage(CONFIG)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(PLAIN)
                .or(
                    resideInAnyPackage(
                        CORE + "..",
                        "com.fasterxml.jackson.core..",
                        "inet.ipaddr..",
                        "java.nio",
                        "java.nio.charset",
                        "java.util.regex"))
                .or(named("an exception", IOException.class, UncheckedIOException.class)))
        .check(CLASSES);
  }

  @Test
  @DisplayName("time, threads, randomness and the process are handed in, never reached for")
  void nothingHidden() {
    DescribedPredicate<JavaClass> hidden =
        named(
            "hidden",
            Thread.class,
            ThreadLocal.class,
            Runtime.class,
            Process.class,
            ProcessBuilder.class,
            ProcessHandle.class,
            Random.class,
            SplittableRandom.class,
            Timer.class,
            TimerTask.class,
            UUID.class);
    noClasses()
        .should()
        .dependOnClassesThat(hidden)
        .orShould()
        .callMethodWhere(
            DescribedPredicate.describe(
                "System does more than copy an array",
                (JavaCall<?> call) ->
                    call.getTargetOwner().isEquivalentTo(System.class)
                        && !call.getName().equals("arraycopy")))
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  @Test
  @DisplayName("the packages build on each other in one direction")
  void layers() {
    mayUse("address");
    mayUse("config", "address");
    mayUse("allocation", "address", "config");
    mayUse("store", "address", "allocation");
  }

  @Test
  void noCycles() {
    slices().matching(CORE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  private static void mayUse(String user, String... used) {
    DescribedPredicate<JavaClass> own = resideInAPackage(CORE + "." + user + "..");
    for (String name : used) {
      own = own.or(resideInAPackage(CORE + "." + name + ".."));
    }
    noClasses()
        .that()
        .resideInAPackage(CORE + "." + user + "..")
        .should()
        .dependOnClassesThat(resideInAPackage(CORE + "..").and(DescribedPredicate.not(own)))
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> named(String what, Class<?>... types) {
    Set<String> names = Stream.of(types).map(Class::getName).collect(Collectors.toSet());
    return DescribedPredicate.describe(what, type -> names.contains(type.getName()));
  }
}
