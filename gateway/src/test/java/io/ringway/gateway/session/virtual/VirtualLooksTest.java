package io.ringway.gateway.session.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.node.TestNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VirtualLooksTest {
    private static final int MANY = 2_000;
    private static final Tenant DEMO = new Tenant("demo");

    private final AtomicInteger located = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    private Cluster counted() {
        LocalCluster cluster = new LocalCluster();
        return (Cluster) Proxy.newProxyInstance(
                Cluster.class.getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("locate")) {
                        located.incrementAndGet();
                    }
                    if (method.getName().equals("withMembers")) {
                        asked.incrementAndGet();
                    }
                    try {
                        return method.invoke(cluster, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    @Test
    void theNodesOfAGroupThatIsElsewhereAreLookedForOnceForAnEvent() {
        try (TestNode node = new TestNode(counted())) {
            Group elsewhere = new Group(DEMO, "elsewhere");
            UserId user = new UserId(DEMO, "ada");
            Backend backend = node.node().backend();
            node.run(() -> {
                var unused = List.of(
                        backend.update(elsewhere, user, null, Bytes.utf8("{}")),
                        backend.leave(elsewhere, user, null),
                        backend.heartbeat(elsewhere, user, 0),
                        backend.join(elsewhere, user, Bytes.utf8("{}"), 0));
            });
            assertEquals(4, asked.get());
        }
    }

    @Test
    void aTickDoesNotLookForEveryMemberWithoutAConnection() {
        try (TestNode node = new TestNode(counted())) {
            node.run(() -> {
                for (int i = 0; i < MANY; i++) {
                    var unused = node.node()
                            .backend()
                            .join(
                                    new Group(DEMO, "desk " + i % 20),
                                    new UserId(DEMO, "phone " + i),
                                    Bytes.utf8("{}"),
                                    VirtualLives.FOR_EVER);
                }
            });
            // Each is looked for once after it has come.
            node.pass(Duration.ofSeconds(1));
            int before = located.get();
            assertTrue(before >= MANY, before + " looks");
            node.pass(Duration.ofSeconds(4));
            assertEquals(before, located.get());
        }
    }
}
