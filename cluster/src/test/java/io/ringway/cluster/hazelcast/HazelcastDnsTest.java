package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Ports;
import io.ringway.cluster.TestNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes that know others by a name. */
class HazelcastDnsTest {
    @Test
    void aNodeFindsThoseThatTheNameOfAServiceLeadsTo() {
        try (HazelcastNodes nodes = new HazelcastNodes()) {
            int port = Ports.free("127.0.0.1");
            TestNode first = nodes.start("localhost", port, "localhost", port);
            TestNode second = nodes.start("localhost", Ports.free("127.0.0.1"), "localhost", port);

            await("both see each other")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> first.cluster.health().nodes() == 2
                            && second.cluster.health().nodes() == 2);
        }
    }

    @Test
    void aServiceThatNobodyKnowsIsNamedByANodeThatServesOn() {
        try (HazelcastNodes nodes = new HazelcastNodes()) {
            int port = Ports.free("127.0.0.1");
            TestNode alone = nodes.start("localhost", port, "no.such.service.invalid", port);

            await("the name is in a reason")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> alone.cluster.health().reasons().stream()
                            .anyMatch(reason -> reason.startsWith("degraded: ")
                                    && reason.endsWith(
                                            "cluster.kubernetes_service does not resolve: no.such.service.invalid")));
            assertTrue(alone.cluster.health().ready());
        }
    }

    @Test
    void aHostThatNobodyKnowsIsNamed() {
        try (HazelcastNodes nodes = new HazelcastNodes()) {
            int port = Ports.free("127.0.0.1");
            var refused = assertThrows(
                    UncheckedIOException.class, () -> nodes.start("no.such.host.invalid", port, "localhost", port));
            assertTrue(String.valueOf(refused.getMessage()).contains("no.such.host.invalid"), refused.toString());
        }
    }
}
