package io.sojourn.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

  private static final String SESSION = "io.sojourn.session";
  private static final String CHANNEL = "io.sojourn.channel";
  private static final String MACHINE = "io.sojourn.machine";
  private static final String WIRE = "io.sojourn.wire";
  private static final String ENGINE = "io.sojourn.engine";
  private static final String CLUSTER = "io.sojourn.cluster";
  private static final String KV = "io.sojourn.kv";
  private static final String CLIENT = "io.sojourn.client";
  private static final String CHECK = "io.sojourn.check";
  private static final String CONNECT = "io.sojourn.connect";
  private static final String NFS = "io.sojourn.nfs";
  private static final String RELAY = "io.sojourn.relay";
  private static final String SERVER = "io.sojourn.server";
  private static final String CLI = "io.sojourn.cli";
  private static final String CAMPAIGN = "io.sojourn.campaign";
  private static final String[] CORE = {SESSION, CHANNEL, MACHINE};

  private static final JavaClasses ALL = new ClassFileImporter().importPackages("io.sojourn");
  private static final JavaClasses SHIPPED =
      ALL.that(
          DescribedPredicate.describe(
              "are shipped", (JavaClass type) -> !type.getPackageName().contains(".house")));
  private static final JavaClasses BROKEN =
      new ClassFileImporter().importPackages("io.sojourn.house.broken");

  /** What each package may know of the others: the picture of ARCHITECTURE.md as a table. */
  static Stream<ArchRule> whoMayKnowWhom() {
    return Stream.of(
        Rules.knowsOnly(SESSION),
        Rules.knowsOnly(CHANNEL),
        Rules.knowsOnly(MACHINE, SESSION, CHANNEL),
        Rules.knowsOnly(WIRE, CORE),
        Rules.knowsOnly(ENGINE, SESSION, CHANNEL, MACHINE, WIRE),
        Rules.knowsOnly(CLUSTER, SESSION, ENGINE),
        Rules.knowsOnly(KV, SESSION, MACHINE, WIRE, CLIENT),
        Rules.knowsOnly(CLIENT, SESSION, CHANNEL, MACHINE, WIRE),
        Rules.knowsOnly(CHECK, CORE),
        Rules.knowsOnly(CONNECT, SESSION, MACHINE, WIRE),
        Rules.knowsOnly(RELAY, SESSION),
        Rules.knowsOnly(NFS, SESSION, CHANNEL, MACHINE),
        Rules.knowsOnly(
            SERVER, SESSION, CHANNEL, MACHINE, ENGINE, CLUSTER, KV, CONNECT, RELAY, NFS),
        Rules.knowsOnly(
            CLI, SESSION, CHANNEL, MACHINE, WIRE, ENGINE, CLUSTER, CLIENT, KV, RELAY, SERVER),
        Rules.knowsOnly(CAMPAIGN, SESSION, MACHINE, WIRE, CLIENT, KV, CHECK, NFS));
  }

  @ParameterizedTest
  @MethodSource("whoMayKnowWhom")
  void everyPackageKnowsOnlyWhatThePictureShows(ArchRule rule) {
    rule.check(SHIPPED);
  }

  static Stream<ArchRule> whatNobodyMayDo() {
    return Stream.of(
        Rules.namesItsCharset(),
        Rules.namesItsLocale(),
        Rules.drawsWithASeed(),
        Rules.liesInANullMarkedPackage(),
        Rules.exitsNot(CLI),
        Rules.printsNot(CLI, CAMPAIGN),
        Rules.hasNoCycles("io.sojourn.(*)..")
            .as("packages are free of cycles")
            .allowEmptyShould(false),
        Rules.knowsNothing(CORE),
        Rules.readsNoSystem(CORE));
  }

  @ParameterizedTest
  @MethodSource("whatNobodyMayDo")
  void nothingThatIsShippedBreaksARule(ArchRule rule) {
    rule.check(SHIPPED);
  }

  /** Each rule, made for a package that breaks it. */
  static Stream<ArchRule> everyRuleForTheBroken() {
    String broken = "io.sojourn.house.broken";
    return Stream.of(
        Rules.namesItsCharset(),
        Rules.namesItsLocale(),
        Rules.drawsWithASeed(),
        Rules.liesInANullMarkedPackage(),
        Rules.exitsNot(CLI),
        Rules.printsNot(CLI),
        Rules.hasNoCycles(broken + ".(*)"),
        Rules.knowsOnly(broken + ".one"),
        Rules.knowsNothing(broken),
        Rules.readsNoSystem(broken));
  }

  @ParameterizedTest
  @MethodSource("everyRuleForTheBroken")
  void whatBreaksARuleIsFound(ArchRule rule) {
    assertThat(rule.evaluate(BROKEN).hasViolation()).as(rule.getDescription()).isTrue();
  }

  @Test
  void everyModuleIsLookedAt() {
    assertThat(SHIPPED.stream().map(JavaClass::getPackageName))
        .contains(
            SESSION, CHANNEL, MACHINE, WIRE, ENGINE, CLUSTER, KV, CLIENT, CHECK, CONNECT, RELAY,
            SERVER, CLI, CAMPAIGN);
  }
}
