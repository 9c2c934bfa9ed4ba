package io.ringway.tests.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.TestCluster;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node writes for machines to read. */
class LogIT {
    private static final String BY_THE_JVM = "WARNING: ";

    @Test
    void everyLineIsOneJsonObject() {
        try (TestCluster cluster = TestCluster.start(1)) {
            Client.connect(cluster.node(0), "ada").close();
            List<JsonObject> lines = cluster.node(0)
                    .log()
                    .lines()
                    .filter(line -> !line.startsWith(BY_THE_JVM))
                    .map(JsonObject::new)
                    .toList();

            assertTrue(lines.stream().allMatch(line -> line.containsKey("time") && line.containsKey("level")));
            assertEquals(
                    1,
                    lines.stream()
                            .filter(line -> line.getString("message").contains("serves on"))
                            .count());
        }
    }
}
