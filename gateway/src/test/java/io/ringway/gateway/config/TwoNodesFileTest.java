package io.ringway.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The two nodes that README.md starts on one machine fit together. */
class TwoNodesFileTest {
    private static final Path ROOT = Path.of("..");
    private static final Path FILE = ROOT.resolve("conf/two-nodes.yaml");

    /** What README.md puts in front of the second {@code make run}. */
    private static Map<String, String> variables() throws IOException {
        Map<String, String> variables = new HashMap<>();
        Matcher found =
                Pattern.compile("(RINGWAY_\\w+_PORT)=(\\d+)").matcher(Files.readString(ROOT.resolve("README.md")));
        while (found.find()) {
            variables.put(found.group(1), found.group(2));
        }
        return variables;
    }

    private static List<Integer> ports(Config config) {
        return List.of(
                config.http().port(),
                config.management().port(),
                config.cluster().port(),
                config.cluster().busPort());
    }

    @Test
    void theSecondHasPortsOfItsOwnAndBothFindEachOther() throws IOException {
        Config first = ConfigLoader.load(FILE, Map.of());
        Config second = ConfigLoader.load(FILE, variables());

        assertEquals(
                8,
                Stream.of(first, second)
                        .flatMap(node -> ports(node).stream())
                        .distinct()
                        .count());
        assertEquals(
                List.of(
                        "127.0.0.1:" + first.cluster().port(),
                        "127.0.0.1:" + second.cluster().port()),
                first.cluster().members().stream().map(HostPort::toString).toList());
        for (Config node : List.of(first, second)) {
            String origin = "http://localhost:" + node.http().port();
            assertTrue(first.http().allowedOrigins().contains(origin), origin);
        }
        assertEquals(first.auth(), second.auth(), "a token of the one is good at the other");
    }
}
