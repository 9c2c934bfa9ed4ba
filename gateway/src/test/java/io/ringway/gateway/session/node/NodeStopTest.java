package io.ringway.gateway.session.node;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.session.node.TestNode.Client;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that goes while the ends of its sockets are still on their way to the hub. */
class NodeStopTest {
    private final LocalCluster local = new LocalCluster();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private Cluster recorded() {
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    asked.add(method.getName());
                    return method.invoke(local, arguments);
                });
    }

    @Test
    void aSocketThatEndsAfterTheNodeStoppedAsksNothingOfTheCluster() throws Exception {
        try (TestNode node = new TestNode(recorded())) {
            Client ada = node.connect("ada").join("lobby");
            node.node().stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            ada.close(1006);

            assertTrue(asked.indexOf("leave") >= 0, "the member left before the node");
            assertEquals("stop", asked.getLast());
        }
    }

    @Test
    void noticesThatAreDueAfterTheNodeStoppedAskNothingOfTheCluster() throws Exception {
        Config batches = Config.of(Map.of(
                "dev", "true",
                "auth.hs256_secret", "0123456789abcdef0123456789abcdef",
                "presence.batch_above", "10",
                "presence.counts_above", "20",
                "presence.batch_interval", "50ms"));
        try (TestNode node = new TestNode(TestSetup.over(recorded()).with(batches))) {
            for (int i = 0; i < 12; i++) {
                node.connect("u" + i).join("lobby");
            }
            node.node().stop().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);

            await().during(Duration.ofMillis(200)).until(() -> asked.getLast().equals("stop"));
        }
    }
}
