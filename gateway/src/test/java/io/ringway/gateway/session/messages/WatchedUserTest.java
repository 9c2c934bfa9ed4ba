package io.ringway.gateway.session.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.operators.UserSeen;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators see of a user while a node does not answer. */
class WatchedUserTest {
    private static final NodeRef PEER = new NodeRef(7, 0);

    private final TestNode node = new TestNode(cluster());

    private static Cluster cluster() {
        LocalCluster here = new LocalCluster();
        return (Cluster) Proxy.newProxyInstance(
                WatchedUserTest.class.getClassLoader(),
                new Class<?>[] {Cluster.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "peers" -> Set.of(PEER);
                    case "ask" -> Future.failedFuture("no answer in time");
                    case "post" -> null;
                    default -> method.invoke(here, arguments);
                });
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aNodeThatIsSilentIsCountedAndNotTakenForAUserWhoIsGone() throws Exception {
        UserSeen seen = node.node()
                .operators()
                .user(new UserId(new Tenant("demo"), "ada"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertEquals(0, seen.report().sessions().size());
        assertEquals(1, seen.silent());
    }
}
