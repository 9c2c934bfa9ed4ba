package io.ringway.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

@AnalyzeClasses(packages = "io.ringway.cluster", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_ONE_PACKAGE_KNOWS_HAZELCAST = noClasses()
            .that()
            .resideOutsideOfPackage("io.ringway.cluster.hazelcast..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster.hazelcast..");

    @ArchTest
    static final ArchRule ONLY_ONE_PACKAGE_KNOWS_REDIS = noClasses()
            .that()
            .resideOutsideOfPackage("io.ringway.cluster.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.redis..");

    @ArchTest
    static final ArchRule TABLES_ARE_PURE =
            knowNothingElse("io.ringway.cluster.whereabouts..", "io.ringway.cluster.listing..");

    @ArchTest
    static final ArchRule THE_PRESENCE_CORE_IS_PURE = knowNothingElse("io.ringway.cluster.presence..");

    /** Than each other, the seam's types and the language. */
    private static ArchRule knowNothingElse(String... packages) {
        List<String> known =
                new ArrayList<>(List.of("java.lang..", "java.util..", "org.jspecify..", "io.ringway.cluster"));
        known.addAll(List.of(packages));
        return classes()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(known.toArray(String[]::new));
    }

    @ArchTest
    static final ArchRule THE_PRESENCE_CORE_HAS_NO_CLOCK = noClasses()
            .that()
            .resideInAPackage("io.ringway.cluster.presence..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Instant.class);

    @ArchTest
    static final ArchRule THE_PRESENCE_CORE_KNOWS_NO_THREADS_OR_CHANCE = noClasses()
            .that()
            .resideInAPackage("io.ringway.cluster.presence..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("Random");

    @ArchTest
    static final ArchRule THE_SEAM_KNOWS_NO_IMPLEMENTATION = noClasses()
            .that()
            .resideInAPackage("io.ringway.cluster")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.ringway.cluster.*..");
}
