package dev.pith.eval;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds the code to the arrows of DESIGN.md: one direction, few rooms with a network. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.pith");

  @Test
  void import_allModules_isNotEmpty() {
    assertThat(CLASSES.size()).isGreaterThan(10);
    assertThat(CLASSES.containPackage("dev.pith.verifier")).isTrue();
    assertThat(CLASSES.containPackage("dev.pith.plugin.wire")).isTrue();
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("dev.pith.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void vertx_isUsedOnlyInTheShell() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.pith.plugin.upstream..",
            "dev.pith.plugin.probe..",
            "dev.pith.plugin.proxy..",
            "dev.pith.plugin.search..",
            "dev.pith.plugin.local..",
            "dev.pith.plugin.langchain4j.http..",
            "dev.pith.plugin.command..",
            "dev.pith.eval..",
            "dev.pith.examples..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx..")
        .check(CLASSES);
  }

  @Test
  void json_staysOutOfTheWireAndTheCore() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.pith.verifier",
            "dev.pith.verifier.trace..",
            "dev.pith.verifier.answer..",
            "dev.pith.verifier.trim..",
            "dev.pith.verifier.detect..",
            "dev.pith.plugin.wire..",
            "dev.pith.plugin.session..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void verifier_isPureOutsideOfItsClient() {
    noClasses()
        .that()
        .resideInAPackage("dev.pith.verifier..")
        .and()
        .resideOutsideOfPackage("dev.pith.verifier.client..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "okhttp3..", "com.fasterxml..", "com.github.benmanes..", "io.github.resilience4j..")
        .check(CLASSES);
  }

  @Test
  void langchain4j_isUsedOnlyInItsOwnRoom() {
    noClasses()
        .that()
        .resideInAPackage("dev.pith.plugin..")
        .and()
        .resideOutsideOfPackage("dev.pith.plugin.langchain4j..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.langchain4j..")
        .check(CLASSES);
  }
}
