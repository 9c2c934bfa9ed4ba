package io.ringway.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of folders explains itself: ARCHITECTURE.md names each package, and each package says what belongs into it. */
class FoldersTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final String SOURCES = "src/main/java/io/ringway/";

    @ParameterizedTest
    @ValueSource(strings = {"cluster", "gateway"})
    void theArchitectureNamesEveryPackageAndNoOther(String module) throws IOException {
        Path root = REPOSITORY.resolve(module).resolve(SOURCES + module);
        try (Stream<Path> children = Files.list(root)) {
            Set<String> folders = children.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> named = named(module);
            // The module's own package, and the classes in the gateway's.
            named.removeIf(name -> name.equals("cluster") || Character.isUpperCase(name.charAt(0)));
            assertEquals(folders, named);
        }
    }

    /** What stands in the first column below a module's line. */
    private static Set<String> named(String module) throws IOException {
        List<String> lines = Files.readAllLines(REPOSITORY.resolve("ARCHITECTURE.md"));
        int first = 1;
        while (!lines.get(first - 1).startsWith(module + "/ ")) {
            first++;
        }
        return lines.stream()
                .skip(first)
                .takeWhile(line -> line.startsWith("  "))
                .filter(line -> line.charAt(2) != ' ')
                .flatMap(line -> Arrays.stream(line.strip().split("  ", 2)[0].split(", ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster", "gateway"})
    void everyPackageSaysWhatBelongsIntoIt(String module) throws IOException {
        try (Stream<Path> all = Files.walk(REPOSITORY.resolve(module).resolve(SOURCES))) {
            for (Path folder : all.filter(FoldersTest::hasClasses).toList()) {
                Path info = folder.resolve("package-info.java");
                assertTrue(
                        Files.exists(info) && Files.readString(info).startsWith("/**"),
                        folder + " says nothing of itself");
            }
        }
    }

    private static boolean hasClasses(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
