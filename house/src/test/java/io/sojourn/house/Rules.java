package io.sojourn.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;

/** What classes may not do, module by module. */
final class Rules {

  /** The packages of java.base that the kernel may know: no time, chance, thread, file, socket. */
  private static final String[] KNOWN_TO_CORE = {
    "java.lang",
    "java.lang.invoke",
    "java.lang.runtime",
    "java.util",
    "java.util.function",
    "java.util.stream",
    "java.nio",
    "java.nio.charset",
    "java.security",
    "org.jspecify.annotations",
    "io.sojourn.session",
    "io.sojourn.channel",
    "io.sojourn.machine",
    ""
  };

  private static final Set<String> HIDDEN_FROM_CORE =
      Set.of(
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.security.SecureRandom",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.util.UUID",
          "java.util.Scanner",
          "java.util.Date",
          "java.util.Calendar",
          "java.util.Locale",
          "java.util.TimeZone");

  /** What a constructor is called. */
  private static final String NEW = "<init>";

  private Rules() {}

  /** A package of this project may use those packages of it, and no other. */
  static ArchRule knowsOnly(String name, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(name + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.sojourn..")
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(
                            Arrays.stream(append(others, name))
                                .map(other -> other + "..")
                                .toArray(String[]::new)))))
        .as(name + " knows only " + List.of(others))
        .allowEmptyShould(false);
  }

  private static String[] append(String[] some, String more) {
    String[] all = Arrays.copyOf(some, some.length + 1);
    all[some.length] = more;
    return all;
  }

  /** The kernel knows values only: of java.base, what neither reads nor waits nor draws. */
  static ArchRule knowsNothing(String... packages) {
    return classes()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .onlyDependOnClassesThat(
            describe(
                "are values",
                (JavaClass type) -> {
                  JavaClass plain = type.getBaseComponentType();
                  boolean known = Arrays.asList(KNOWN_TO_CORE).contains(plain.getPackageName());
                  // Its ports answer in stages; nothing in it makes or waits for one.
                  boolean stage = plain.getName().equals("java.util.concurrent.CompletionStage");
                  return stage || (known && !HIDDEN_FROM_CORE.contains(plain.getName()));
                }))
        .as("the kernel knows no clock, chance, thread, file, socket, logger or locale");
  }

  /** Of System the kernel uses what copies and compares. */
  static ArchRule readsNoSystem(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .callMethodWhere(
            calls(
                "System, but for arraycopy and identityHashCode",
                target ->
                    target.getOwner().isEquivalentTo(System.class)
                        && !target.getName().equals("arraycopy")));
  }

  static ArchRule exitsNot(String... except) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(except)
        .should()
        .callMethodWhere(
            calls(
                "exit or halt",
                target ->
                    is(target, System.class, "exit") || is(target, Runtime.class, "exit", "halt")));
  }

  static ArchRule printsNot(String... except) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(except)
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethodWhere(
            calls("printStackTrace()", target -> target.getName().equals("printStackTrace")));
  }

  /** Text becomes bytes, and bytes text, by a charset that is named. */
  static ArchRule namesItsCharset() {
    return noClasses()
        .should()
        .callCodeUnitWhere(calls("something with the default charset", Rules::usesDefaultCharset));
  }

  private static boolean usesDefaultCharset(CodeUnitCallTarget target) {
    List<String> taken =
        target.getRawParameterTypes().stream().map(JavaClass::getSimpleName).toList();
    if (taken.stream().anyMatch(type -> type.startsWith("Charset"))) {
      return false;
    }
    if (is(target, Charset.class, "defaultCharset")
        || is(target, FileReader.class, NEW)
        || is(target, FileWriter.class, NEW)) {
      return true;
    }
    if (taken.contains("String")) {
      // The others take the name of a charset.
      return false;
    }
    return is(target, String.class, "getBytes")
        || (is(target, String.class, NEW) && taken.contains("byte[]"))
        || (is(target, Scanner.class, NEW) && taken.contains("InputStream"))
        || is(target, InputStreamReader.class, NEW)
        || is(target, OutputStreamWriter.class, NEW);
  }

  /** Case and numbers do not depend on where the machine stands. */
  static ArchRule namesItsLocale() {
    return noClasses()
        .should()
        .callMethodWhere(
            calls(
                "something with the default locale",
                target ->
                    is(target, Locale.class, "getDefault")
                        || (is(target, String.class, "toLowerCase", "toUpperCase")
                            && target.getRawParameterTypes().isEmpty())));
  }

  /** Chance comes from a SecureRandom or from a seed. */
  static ArchRule drawsWithASeed() {
    return noClasses()
        .should()
        .callCodeUnitWhere(
            calls(
                "new Random() or Math.random()",
                target ->
                    is(target, Math.class, "random")
                        || (is(target, Random.class, NEW)
                            && target.getRawParameterTypes().isEmpty())));
  }

  private static boolean is(CodeUnitCallTarget target, Class<?> owner, String... names) {
    return target.getOwner().isEquivalentTo(owner)
        && Arrays.asList(names).contains(target.getName());
  }

  static ArchRule hasNoCycles(String pattern) {
    return slices().matching(pattern).should().beFreeOfCycles();
  }

  static ArchRule liesInANullMarkedPackage() {
    return classes()
        .should(
            new ArchCondition<>("lie in a package whose package-info is @NullMarked") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean marked =
                    type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked");
                events.add(
                    new SimpleConditionEvent(
                        type, marked, type.getPackageName() + " is not @NullMarked"));
              }
            });
  }

  private interface Target {
    boolean matches(CodeUnitCallTarget target);
  }

  private static DescribedPredicate<JavaCall<?>> calls(String what, Target predicate) {
    return describe(what, call -> predicate.matches(call.getTarget()));
  }
}
