package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.map.IMap;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A table of users that does not answer. */
class UserDirectoryTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context hub = vertx.getOrCreateContext();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();
    private final UserDirectory directory = new UserDirectory(silent(), hub, () -> new NodeRef(1, 0), now::get);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @SuppressWarnings("unchecked")
    private IMap<String, Shares> silent() {
        return (IMap<String, Shares>) Proxy.newProxyInstance(
                IMap.class.getClassLoader(), new Class<?>[] {IMap.class}, (proxy, method, args) -> {
                    asked.incrementAndGet();
                    assertEquals("getAsync", method.getName());
                    return new CompletableFuture<>();
                });
    }

    private static UserId user(String id) {
        return new UserId(new Tenant("demo"), id);
    }

    private <T> T onHub(Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        hub.runOnContext(turn -> {
            try {
                done.complete(task.call());
            } catch (Exception failed) {
                done.completeExceptionally(failed);
            }
        });
        return done.join();
    }

    @Test
    void everyMessageWaitedAQuarterOfASecondForADirectoryThatDoesNotAnswer() {
        Future<List<NodeRef>> first = onHub(() -> directory.nodesUnlessSilent(user("ada")));
        Future<List<NodeRef>> sameUser = onHub(() -> directory.nodesUnlessSilent(user("ada")));
        assertFalse(first.isComplete());
        assertEquals(1, asked.get(), "who asks for the same user waits with the first, and stays behind it");
        await().until(() -> first.failed() && sameUser.failed());

        assertTrue(onHub(() -> directory.nodesUnlessSilent(user("bob"))).failed(), "at once");
        assertEquals(1, asked.get());
        Future<List<NodeRef>> needed = onHub(() -> directory.nodes(user("eve")));
        assertFalse(needed.isComplete(), "who needs the answer asks");
        assertFalse(onHub(() -> directory.nodesUnlessSilent(user("eve"))).isComplete(), "not before that one");

        now.addAndGet(10_000);
        assertFalse(onHub(() -> directory.nodesUnlessSilent(user("bob"))).isComplete(), "it may be back");
        assertEquals(3, asked.get());
    }
}
