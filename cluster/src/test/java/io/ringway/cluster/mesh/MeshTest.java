package io.ringway.cluster.mesh;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two meshes on one event bus. */
class MeshTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final End sender = new End(new NodeRef(1, 0));
    private final End receiver = new End(new NodeRef(2, 0));

    private final class End implements Mesh.Receiver {
        final NodeRef ref;
        final Context hub = ((VertxInternal) vertx).createEventLoopContext();
        final Mesh mesh;
        final List<String> payloads = new CopyOnWriteArrayList<>();
        final List<Long> caughtUp = new CopyOnWriteArrayList<>();

        End(NodeRef ref) {
            this.ref = ref;
            mesh = new Mesh(vertx, hub, () -> ref, this);
            call(() -> {
                mesh.open();
                return true;
            });
        }

        <T> T call(Supplier<T> action) {
            Promise<T> promise = Promise.promise();
            hub.runOnContext(turn -> promise.complete(action.get()));
            return TestNode.await(promise.future());
        }

        boolean send(NodeRef to, Buffer payload) {
            return call(() -> {
                boolean isTaken = mesh.send(to, new Frame.ToNode(payload));
                mesh.flush();
                return isTaken;
            });
        }

        @Override
        public void frame(NodeRef from, Frame frame) {
            if (frame instanceof Frame.ToNode it) {
                payloads.add(it.payload().length() < 100 ? it.payload().toString() : "large");
            }
        }

        @Override
        public void caughtUp(NodeRef peer, long dropped) {
            caughtUp.add(dropped);
        }
    }

    @AfterEach
    void close() {
        TestNode.await(vertx.close());
    }

    /** The hub of the receiver stands still until the latch opens. */
    private CountDownLatch stall() {
        CountDownLatch latch = new CountDownLatch(1);
        receiver.hub.runOnContext(turn -> {
            try {
                latch.await();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        });
        return latch;
    }

    @Test
    void losesNothingWhileTheReceiverStallsForThousandsOfBatches() {
        CountDownLatch stalled = stall();
        for (int i = 0; i < 3_000; i++) {
            assertTrue(sender.send(receiver.ref, Buffer.buffer("m" + i)));
        }
        stalled.countDown();
        List<String> expected = IntStream.range(0, 3_000).mapToObj(i -> "m" + i).toList();
        await().untilAsserted(() -> assertEquals(expected, receiver.payloads));
    }

    @Test
    void refusesAtTheBoundAndTellsWhenThePeerHasCaughtUp() {
        CountDownLatch stalled = stall();
        Buffer large = Buffer.buffer(new byte[4 << 20]);
        int taken = 0;
        while (sender.send(receiver.ref, large)) {
            taken++;
        }
        assertEquals(4, taken);
        assertFalse(sender.send(receiver.ref, Buffer.buffer("refused")));
        assertEquals(List.of(), sender.caughtUp);
        stalled.countDown();
        await().untilAsserted(() -> {
            receiver.call(() -> {
                receiver.mesh.tick(0);
                return true;
            });
            assertEquals(List.of(2L), sender.caughtUp);
        });
        assertTrue(sender.send(receiver.ref, Buffer.buffer("again")));
        await().untilAsserted(
                        () -> assertEquals(List.of("large", "large", "large", "large", "again"), receiver.payloads));
    }
}
