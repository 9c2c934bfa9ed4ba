package io.ringway.tests.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.ringway.gateway.config.Config;
import io.ringway.tests.support.Repo;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The image cannot be built everywhere; that its recipe fits the build and the manifests can be checked everywhere. */
class DockerfileTest {
    private static final String JAR = "gateway/target/ringway.jar";

    @Test
    void copiesWhatIsThere() throws IOException {
        List<String> sources = copied().toList();

        assertTrue(sources.contains(JAR), "the jar that `make build` makes");
        sources.stream()
                .filter(source -> !source.equals(JAR))
                .forEach(source -> assertTrue(Files.exists(Repo.path(source)), source));
    }

    @Test
    void theBuildContextHasWhatIsCopied() throws IOException {
        List<String> ignore = Files.readAllLines(Repo.path(".dockerignore"));

        assertEquals("*", ignore.getFirst());
        copied().forEach(source -> assertTrue(ignore.contains("!" + source), source));
    }

    @Test
    void isBuiltFromAnImageOfOneVersion() throws IOException {
        String image = instructions("FROM").findFirst().orElseThrow();

        assertTrue(
                image.matches("eclipse-temurin:\\d+\\.\\d+\\.\\d+_\\d+-jre"), image + " may change under the same tag");
    }

    @Test
    void runsAsTheUserOfThePods() throws IOException {
        var pod = Rendered.kustomization("base")
                .the(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getSecurityContext();

        assertEquals(
                List.of(pod.getRunAsUser() + ":" + pod.getRunAsGroup()),
                instructions("USER").toList());
    }

    @Test
    void exposesTheConfiguredPorts() throws IOException {
        Config defaults = Config.of(Map.of("dev", "true"));
        Set<String> ports = new TreeSet<>(instructions("EXPOSE")
                .flatMap(line -> Stream.of(line.split(" ")))
                .toList());

        assertEquals(
                new TreeSet<>(Stream.of(
                                defaults.http().port(),
                                defaults.management().port(),
                                defaults.cluster().port(),
                                defaults.cluster().busPort())
                        .map(String::valueOf)
                        .toList()),
                ports);
    }

    @Test
    void startsTheJar() throws IOException {
        String entry = instructions("ENTRYPOINT").findFirst().orElseThrow();

        assertTrue(entry.startsWith("[\"java\""), entry);
        assertTrue(entry.endsWith("\"-jar\", \"/opt/ringway/ringway.jar\"]"), entry);
        assertTrue(entry.contains("-XX:MaxRAMPercentage="), entry);
    }

    /** Of another jar, or with another collector, it would be left alone, and nobody would notice. */
    @Test
    void nodesAreStartedWithWhatTheTrainingLeft() throws IOException {
        String training = instructions("RUN").findFirst().orElseThrow();
        String entry = instructions("ENTRYPOINT").findFirst().orElseThrow();

        assertTrue(training.contains("\"-XX:AOTCacheOutput=/opt/ringway/ringway.aot\""), training);
        assertTrue(training.endsWith("\"-jar\", \"/opt/ringway/ringway.jar\", \"train\"]"), training);
        assertTrue(entry.contains("\"-XX:AOTCache=/opt/ringway/ringway.aot\""), entry);
        for (String option : List.of(
                "-XX:+UseG1GC", "--sun-misc-unsafe-memory-access=allow", "-Djdk.reflect.useNativeAccessorOnly=true")) {
            assertTrue(training.contains(option) && entry.contains(option), option);
        }
    }

    private static Stream<String> copied() throws IOException {
        return instructions("COPY").map(arguments -> arguments.substring(0, arguments.indexOf(' ')));
    }

    private static Stream<String> instructions(String name) throws IOException {
        return Files.readAllLines(Repo.path("Dockerfile")).stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1));
    }
}
