package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.TestNode;
import io.ringway.cluster.UnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingCallsTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    private final BlockingCalls calls = new BlockingCalls(vertx, "held", 2, 3);
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void close() {
        held.countDown();
        TestNode.await(vertx.close());
    }

    private Future<String> hold() {
        return calls.run(() -> {
            held.await();
            return "held";
        });
    }

    @Test
    void holdsUpNothingElseAndRefusesAboveItsBound() {
        List<Future<String>> all = Stream.generate(this::hold).limit(5).toList();
        assertEquals("else", TestNode.await(vertx.executeBlocking(() -> "else")));
        Future<String> refused = hold();
        assertTrue(refused.failed());
        assertInstanceOf(UnavailableException.class, refused.cause());
        held.countDown();
        all.forEach(call -> assertEquals("held", TestNode.await(call)));
        await().until(() -> TestNode.await(hold()).equals("held"));
    }
}
