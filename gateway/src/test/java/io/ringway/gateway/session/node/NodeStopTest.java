package io.ringway.gateway.session.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.session.node.TestNode.Client;
import java.lang.reflect.Proxy;
import java.util.List;
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
}
