package io.ringway.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom: {@code http → session → (protocol, auth, limits, the cores and the rest) → cluster}. */
@AnalyzeClasses(packages = "io.ringway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.ringway.gateway";

    @ArchTest
    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.ringway..")
            .layer("main")
            .definedBy(ROOT)
            .layer("http")
            .definedBy(ROOT + ".http..")
            .layer("session")
            .definedBy(ROOT + ".session..")
            .layer("core")
            .definedBy(
                    ROOT + ".protocol..",
                    ROOT + ".resume..",
                    ROOT + ".auth..",
                    ROOT + ".limits..",
                    ROOT + ".calls..",
                    ROOT + ".peers..",
                    ROOT + ".rooms..",
                    ROOT + ".groups..",
                    ROOT + ".journal..",
                    ROOT + ".history..",
                    ROOT + ".meetings..",
                    ROOT + ".moves..",
                    ROOT + ".ice..",
                    ROOT + ".webhooks..",
                    ROOT + ".hooks..",
                    ROOT + ".streams..",
                    ROOT + ".push..",
                    ROOT + ".outgoing..",
                    ROOT + ".metrics..",
                    ROOT + ".config..")
            .layer("cluster")
            .definedBy("io.ringway.cluster..")
            .whereLayer("main")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("main")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("main", "http")
            .whereLayer("core")
            .mayOnlyBeAccessedByLayers("main", "http", "session")
            .ignoreDependency(alwaysTrue(), resideInAPackage("org.."));

    @ArchTest
    static final ArchRule ONLY_MAIN_CHOOSES_A_CLUSTER_AND_ITS_STORES = strangers(
            resideInAPackage(ROOT + ".(*).."),
            "io.ringway.cluster.local..",
            "io.ringway.cluster.hazelcast..",
            "io.ringway.cluster.redis..",
            "io.ringway.cluster.presence..");

    @ArchTest
    static final ArchRule ONLY_WHO_SPEAKS_HTTP_KNOWS_IT = strangers(
            resideOutsideOfPackages(
                    ROOT,
                    ROOT + ".http..",
                    ROOT + ".outgoing..",
                    ROOT + ".auth..",
                    ROOT + ".ice..",
                    ROOT + ".webhooks..",
                    ROOT + ".hooks..",
                    ROOT + ".push.."),
            "io.vertx.core.http..",
            "io.vertx.ext.web..");

    @ArchTest
    static final ArchRule THE_CORES_ARE_PURE = strangers(
            resideInAnyPackage(
                    ROOT + ".calls..",
                    ROOT + ".peers..",
                    ROOT + ".rooms..",
                    ROOT + ".groups..",
                    ROOT + ".journal..",
                    ROOT + ".history..",
                    ROOT + ".moves.."),
            "io.vertx..",
            "io.netty..",
            "java.time..",
            "java.util.concurrent..");

    @ArchTest
    static final ArchRule NOBODY_KNOWS_HAZELCAST = strangers(resideInAPackage(ROOT + ".."), "com.hazelcast..");

    @ArchTest
    static final ArchRule CONCEPTS_OF_SESSIONS_KNOW_EACH_OTHER_ONE_WAY =
            slices().matching(ROOT + ".session.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SESSIONS_KNOW_NO_CONCEPT_BUILT_ON_THEM =
            strangers(resideInAPackage(ROOT + ".session"), ROOT + ".session.*..");

    /** None of them knows anything of those packages. */
    private static ArchRule strangers(DescribedPredicate<JavaClass> classes, String... packages) {
        return noClasses().that(classes).should().dependOnClassesThat(resideInAnyPackage(packages));
    }
}
