package dev.hereabouts.ipam.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.hereabouts.ipam.server", importOptions = DoNotIncludeTests.class)
final class ServerLayersTest {
  private static final String SERVER = "dev.hereabouts.ipam.server";
  private static final String[] PLAIN = {
    "java..", "org.jspecify.annotations", "org.slf4j..", "dev.hereabouts.ipam.core.."
  };

  @ArchTest
  static final ArchRule ALLOCATOR_SEES_THE_CORE_AND_A_LOGGER =
      classes()
          .that()
          .resideInAPackage(SERVER + ".allocator")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PLAIN).or(resideInAnyPackage(SERVER + ".allocator")));

  @ArchTest
  static final ArchRule ELECTION_SEES_A_LOGGER_AND_THE_LOOP =
      classes()
          .that()
          .resideInAPackage(SERVER + ".election")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "java..", "org.jspecify.annotations", "org.slf4j", SERVER + ".election")
                  .or(simpleName("Scheduler")));

  @ArchTest
  static final ArchRule AGENT_SEES_THE_CORE_JSON_AND_A_LOGGER =
      classes()
          .that()
          .resideInAPackage(SERVER + ".agent")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PLAIN)
                  .or(
                      resideInAnyPackage(
                          SERVER + ".agent", SERVER + ".json", "com.fasterxml.jackson.core..")));

  @ArchTest
  static final ArchRule CLUSTER_AGENT_SEES_THE_AGENT_THE_CORE_AND_A_LOGGER =
      classes()
          .that()
          .resideInAPackage(SERVER + ".agent.cluster")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PLAIN)
                  .or(resideInAnyPackage(SERVER + ".agent", SERVER + ".agent.cluster")));

  @ArchTest
  static final ArchRule JSON_SEES_THE_CORE_AND_JACKSON =
      classes()
          .that()
          .resideInAPackage(SERVER + ".json")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PLAIN)
                  .or(resideInAnyPackage(SERVER + ".json", "com.fasterxml.jackson.core..")));

  @ArchTest
  static final ArchRule MESSAGES_SEE_THE_CORE_AND_JSON =
      classes()
          .that()
          .resideInAPackage(SERVER + ".wire")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PLAIN)
                  .or(
                      resideInAnyPackage(
                          SERVER + ".wire", SERVER + ".json", "com.fasterxml.jackson.core..")));

  @ArchTest
  static final ArchRule WHEREABOUTS_SEES_THE_CORE_AND_OBJECTS =
      classes()
          .that()
          .resideInAPackage(SERVER + ".whereabouts")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PLAIN)
                  .or(
                      resideInAnyPackage(
                          SERVER + ".whereabouts",
                          SERVER + ".json",
                          "com.fasterxml.jackson.core..",
                          "org.snakeyaml.engine.v2..")));

  @ArchTest
  static final ArchRule RECLAIMING_SEES_THE_CORE_AND_THE_API =
      classes()
          .that()
          .resideInAPackage(SERVER + ".reclaim")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PLAIN)
                  .or(
                      resideInAnyPackage(
                          SERVER + ".reclaim",
                          SERVER + ".kubernetes",
                          SERVER + ".json",
                          "com.fasterxml.jackson.core..")));

  @ArchTest
  static final ArchRule INVENTORY_SEES_THE_CORE =
      classes()
          .that()
          .resideInAPackage(SERVER + ".inventory")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PLAIN).or(resideInAnyPackage(SERVER + ".inventory")));

  @ArchTest
  static final ArchRule BESIDE_SEES_THE_CORE_OBJECTS_AND_THE_API =
      classes()
          .that()
          .resideInAPackage(SERVER + ".beside")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(PLAIN)
                  .or(
                      resideInAnyPackage(
                          SERVER + ".beside",
                          SERVER + ".whereabouts",
                          SERVER + ".kubernetes",
                          SERVER + ".json",
                          "com.fasterxml.jackson.core.."))
                  .or(name("io.vertx.core.Future"))
                  .or(name("io.vertx.core.Promise"))
                  .or(name("io.vertx.core.CompositeFuture")));

  @ArchTest
  static final ArchRule COMMANDS_ASK_A_SOURCE =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".cli")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              SERVER + ".agent", SERVER + ".allocator", SERVER + ".http", SERVER + ".store..");

  @ArchTest
  static final ArchRule OPERATORS_NEED_NO_SERVICE =
      noClasses()
          .that()
          .resideInAnyPackage(SERVER + ".operator", SERVER + ".service")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVER + ".candidate", SERVER + ".node", SERVER + ".rehearsal");

  @ArchTest
  static final ArchRule ONLY_THE_EMBEDDED_STORE_SEES_MVSTORE =
      noClasses()
          .that()
          .resideOutsideOfPackage(SERVER + ".store.embedded")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.h2..");

  @ArchTest
  static final ArchRule A_STORE_IS_CHOSEN_BY_WHO_PUTS_PARTS_TOGETHER =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              SERVER + ".candidate", SERVER + ".node", SERVER + ".operator", SERVER + ".store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SERVER + ".store..");

  @ArchTest
  static final ArchRule VERTX_STAYS_AT_THE_EDGE =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                          SERVER + ".beside",
                          SERVER + ".candidate",
                          SERVER + ".http",
                          SERVER + ".loop",
                          SERVER + ".kubernetes",
                          SERVER + ".leader",
                          SERVER + ".node",
                          SERVER + ".operator",
                          SERVER + ".rehearsal",
                          SERVER + ".agent.remote")
                      .or(simpleName("ServiceClient"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  @ArchTest
  static final ArchRule THE_LOG_SEES_SLF4J =
      classes()
          .that()
          .resideInAPackage(SERVER + ".logging")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "java..", "org.jspecify.annotations", "org.slf4j..", SERVER + ".logging"));

  @ArchTest
  static final ArchRule METRICS_ARE_TAKEN_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage(SERVER + ".metrics")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..");

  @ArchTest
  static final ArchRule PACKAGES_DEPEND_ONE_WAY =
      slices().matching(SERVER + ".(*)..").should().beFreeOfCycles();
}
