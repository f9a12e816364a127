package org.rahdari.node;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The rules of the house that a paragraph could not hold: who may import whom, and what must be
 * deterministic.
 */
class ArchitectureTest {
  private static final String[] KERNEL = {
    "org.rahdari.codec..",
    "org.rahdari.table..",
    "org.rahdari.outcome..",
    "org.rahdari.ledger..",
    "org.rahdari.program..",
    "org.rahdari.kernel.."
  };
  private static final String[] PROGRAMS = {"org.rahdari.payments"};

  /** Programs commit to their registers by sparse maps. */
  private static final DescribedPredicate<JavaClass> DETERMINISTIC =
      resideInAnyPackage(
              "org.rahdari.codec..",
              "org.rahdari.table..",
              "org.rahdari.outcome..",
              "org.rahdari.ledger..",
              "org.rahdari.program..",
              "org.rahdari.kernel..",
              "org.rahdari.charter",
              "org.rahdari.payments",
              "org.rahdari.licensing")
          .or(nameMatching("org\\.rahdari\\.transparency\\.(Sparse|Hash(es)?$).*"));

  /** A table's rows are in the order of their keys, also for a snapshot that is being written. */
  private static final String SORTED_WHILE_IT_CHANGES =
      "java.util.concurrent.ConcurrentSkipListMap";

  private static final Set<TypeKind> FLOATING = Set.of(TypeKind.FLOAT, TypeKind.DOUBLE);

  private static JavaClasses house = new ClassFileImporter().importClasses();

  @BeforeAll
  static void read() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.rahdari");
  }

  @Test
  void theKernelNeedsTheJdkAlone() {
    check(
        classes()
            .that()
            .resideInAnyPackage(KERNEL)
            .and()
            .doNotHaveFullyQualifiedName("org.rahdari.kernel.Ed25519")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage("java..", "org.jspecify..").or(resideInAnyPackage(KERNEL)))
            .because("Bouncy Castle signs and verifies in Ed25519, and nothing else comes in"));
  }

  @Test
  void programsSeeTheKernelAlone() {
    check(
        classes()
            .that()
            .resideInAnyPackage(PROGRAMS)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage("java..", "org.jspecify..")
                    .or(resideInAnyPackage(KERNEL))
                    .or(resideInAnyPackage(PROGRAMS))));
  }

  /**
   * The charter's approvals are signatures over the text that outside verifiers read; licensing
   * commits to its register by a sparse map.
   */
  @Test
  void theCharterAndLicensingSeeTheKernelAndTransparencyAlone() {
    for (String program : List.of("org.rahdari.charter", "org.rahdari.licensing"))
      check(
          classes()
              .that()
              .resideInAnyPackage(program)
              .should()
              .onlyDependOnClassesThat(
                  resideInAnyPackage("java..", "org.jspecify..", "org.rahdari.transparency..")
                      .or(resideInAnyPackage(KERNEL))
                      .or(resideInAnyPackage(program))));
  }

  @Test
  void transparencyDependsOnNothingOfOurs() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.rahdari.transparency..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("org.rahdari..")
                    .and(not(resideInAnyPackage("org.rahdari.transparency..")))));
  }

  @Test
  void formatsDependOnNothingOfOurs() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.rahdari.iso20022..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("org.rahdari..")
                    .and(not(resideInAnyPackage("org.rahdari.iso20022..")))));
  }

  @Test
  void onlyReplicationKnowsRatis() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.rahdari.replication..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.ratis..")));
  }

  @Test
  void onlyHistoryKnowsRocksDb() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.rahdari.history..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.rocksdb..")));
  }

  @Test
  void onlyTheAuthorityKnowsHowCertificatesAreMade() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.rahdari.platform.CertificateAuthority")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                    "org.bouncycastle.cert..",
                    "org.bouncycastle.operator..",
                    "org.bouncycastle.asn1..")));
  }

  @Test
  void dependenciesPointOneWay() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.rahdari.history..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                    "org.rahdari.platform..",
                    "org.rahdari.payments..",
                    "org.rahdari.licensing..",
                    "org.springframework..")));
    check(
        noClasses()
            .that()
            .resideInAPackage("org.rahdari.replication..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                    "org.rahdari.history..",
                    "org.rahdari.platform..",
                    "org.rahdari.payments..",
                    "org.rahdari.licensing..",
                    "org.springframework..")));
    check(
        noClasses()
            .that()
            .resideInAPackage("org.rahdari.platform..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                    "org.rahdari.payments..",
                    "org.rahdari.licensing..",
                    "org.rahdari.node..",
                    "org.rahdari.cli..")));
    check(
        noClasses()
            .that()
            .resideInAnyPackage("org.rahdari.payments.web..", "org.rahdari.licensing.web..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.rahdari.node..", "org.rahdari.cli..")));
    check(
        noClasses()
            .that()
            .resideInAPackage("org.rahdari.bench..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                    "org.rahdari.platform..", "org.rahdari.payments..", "org.rahdari.cli..")));
    check(slices().matching("org.rahdari.(*)..").should().beFreeOfCycles());
  }

  @Test
  void nothingDeterministicReadsAClockOrChance() {
    check(
        noClasses()
            .that(DETERMINISTIC)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("java.time..", "java.util.concurrent..", "java.util.random..")
                    .and(not(named(SORTED_WHILE_IT_CHANGES))))
            .orShould()
            .dependOnClassesThat(
                named(
                    "java.util.Random",
                    "java.security.SecureRandom",
                    "java.util.Timer",
                    "java.util.Date",
                    "java.util.Calendar",
                    "java.lang.Thread",
                    "java.lang.Runtime"))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "identityHashCode", Object.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID"));
  }

  @Test
  void nothingDeterministicHasAHashOrder() {
    check(
        noClasses()
            .that(DETERMINISTIC)
            .should()
            .dependOnClassesThat(
                named(
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.IdentityHashMap",
                    "java.util.WeakHashMap"))
            .orShould()
            .callMethodWhere(
                target(nameMatching("of|copyOf|ofEntries"))
                    .and(target(owner(named("java.util.Set", "java.util.Map")))))
            .because("Set.of and Map.of iterate in an order that differs from process to process"));
  }

  @Test
  void nothingDeterministicKnowsTextFormatsOrTheOutside() {
    check(
        noClasses()
            .that(DETERMINISTIC)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                    "java.text..",
                    "java.nio.file..",
                    "java.net..",
                    "javax..",
                    "java.sql..",
                    "org.w3c..",
                    "org.xml.."))
            .orShould()
            .dependOnClassesThat(
                named(
                    "java.util.Locale",
                    "java.io.File",
                    "java.io.FileInputStream",
                    "java.io.FileOutputStream",
                    "java.io.PrintStream",
                    "java.util.Scanner"))
            .orShould()
            .callMethodWhere(
                target(nameMatching("format|formatted|toLowerCase|toUpperCase"))
                    .and(target(owner(named("java.lang.String"))))));
  }

  /** Looks at every instruction: a local variable of type double has no place in a signature. */
  @Test
  void nothingDeterministicComputesInFloatingPoint() throws IOException {
    List<String> found = new ArrayList<>();
    int methods = 0;
    for (JavaClass type : house) {
      if (!DETERMINISTIC.test(type)) continue;
      try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
        for (MethodModel method : ClassFile.of().parse(in.readAllBytes()).methods()) {
          methods++;
          if (floating(method)) found.add(type.getName() + "." + method.methodName().stringValue());
        }
      }
    }
    assertThat(methods).isGreaterThan(200);
    assertThat(found).isEmpty();
  }

  private static boolean floating(MethodModel method) {
    String descriptor = method.methodType().stringValue();
    if (descriptor.replaceAll("L[^;]+;", "").matches(".*[FD].*")) return true;
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .anyMatch(ArchitectureTest::floating);
  }

  private static boolean floating(CodeElement element) {
    return switch (element) {
      case LoadInstruction i -> FLOATING.contains(i.typeKind());
      case StoreInstruction i -> FLOATING.contains(i.typeKind());
      case OperatorInstruction i -> FLOATING.contains(i.typeKind());
      case ConvertInstruction i -> FLOATING.contains(i.fromType()) || FLOATING.contains(i.toType());
      case ConstantInstruction i -> FLOATING.contains(i.typeKind());
      case ReturnInstruction i -> FLOATING.contains(i.typeKind());
      case ArrayLoadInstruction i -> FLOATING.contains(i.typeKind());
      case ArrayStoreInstruction i -> FLOATING.contains(i.typeKind());
      default -> false;
    };
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    Set<String> wanted = Set.of(names);
    return DescribedPredicate.describe("named " + wanted, type -> wanted.contains(type.getName()));
  }

  private static void check(ArchRule rule) {
    rule.check(house);
  }
}
