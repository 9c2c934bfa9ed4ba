package io.ringway.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.config.ConfigLoader;
import io.ringway.tests.support.Repo;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links lead somewhere, variables and keys exist, every decision is in the index. */
class DocumentationTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\bRINGWAY_[A-Z0-9_]+\\b");
    private static final Pattern MAKE_TARGET = Pattern.compile("`make ([a-z]+)");
    private static final Pattern METRIC = Pattern.compile("\"(ringway_[a-z_]+)\",?\\s");
    private static final PathMatcher PAGE = FileSystems.getDefault().getPathMatcher("glob:*.md");

    @Test
    void linksLeadSomewhere() throws IOException {
        for (Path page : pages()) {
            for (String link : all(LINK, page).map(match -> match.group(1)).toList()) {
                String file = link.replaceFirst("#.*", "");
                if (!link.contains("://") && !file.isEmpty()) {
                    assertTrue(Files.exists(page.resolveSibling(file)), page + " links to " + link);
                }
            }
        }
    }

    @Test
    void variablesAreKeysOfTheConfiguration() throws IOException {
        for (Path page : pages()) {
            for (String variable :
                    all(VARIABLE, page).map(MatchResult::group).distinct().toList()) {
                assertTrue(isKnown(variable), page + " names " + variable);
            }
        }
    }

    /** A key may refuse the value; a variable that is no key is refused by name. */
    private static boolean isKnown(String variable) {
        try {
            ConfigLoader.load(null, Map.of("RINGWAY_DEV", "true", variable, ""));
            return true;
        } catch (ConfigException refused) {
            return !String.valueOf(refused.getMessage()).contains("no such key");
        }
    }

    @Test
    void everyMetricIsExplained() throws IOException {
        Path page = Repo.path("docs/operating.md");
        String text = Files.readString(page);
        Set<String> metrics = new TreeSet<>();
        try (Stream<Path> files = Files.list(Repo.path("gateway/src/main/java/io/ringway/gateway/metrics"))) {
            for (Path file : files.toList()) {
                all(METRIC, file).forEach(match -> metrics.add(match.group(1)));
            }
        }

        assertTrue(metrics.contains("ringway_ready"), metrics.toString());
        metrics.removeIf(metric -> text.contains("`" + metric + "`"));
        assertEquals(Set.of(), metrics);
    }

    @Test
    void makeTargetsExist() throws IOException {
        String makefile = Files.readString(Repo.path("Makefile"));
        for (Path page : pages()) {
            for (String target :
                    all(MAKE_TARGET, page).map(match -> match.group(1)).toList()) {
                assertTrue(makefile.contains("\n" + target + ":"), page + " names make " + target);
            }
        }
    }

    @Test
    void everyDecisionIsInTheIndex() throws IOException {
        Path folder = Repo.path("docs/adr");
        String index = Files.readString(folder.resolve("README.md"));
        try (Stream<Path> files = Files.list(folder)) {
            List<String> missing = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md") && !index.contains("(" + name + ")"))
                    .toList();
            assertEquals(List.of(), missing);
        }
    }

    private static Stream<MatchResult> all(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page)).results();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> root = Files.list(Repo.path(""));
                Stream<Path> docs = Files.walk(Repo.path("docs"))) {
            return Stream.concat(root, docs)
                    .filter(file -> PAGE.matches(file.getFileName()))
                    .toList();
        }
    }
}
