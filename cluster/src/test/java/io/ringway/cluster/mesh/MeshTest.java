package io.ringway.cluster.mesh;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.wire.Batch;
import io.ringway.cluster.wire.Frame;
import io.ringway.cluster.wire.Opening;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two meshes on the sockets of the loopback interface. */
class MeshTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
    private final Map<Long, SocketAddress> addresses = new ConcurrentHashMap<>();
    private final End sender = new End(new NodeRef(1, 0));
    private final End receiver = new End(new NodeRef(2, 0));

    private final class End implements Mesh.Receiver {
        final NodeRef ref;
        final MeshPort port = TestNode.await(MeshPort.open(vertx, "127.0.0.1", 0));
        final Context hub = ((VertxInternal) vertx).createEventLoopContext();
        final Mesh mesh;
        final List<String> payloads = new CopyOnWriteArrayList<>();
        final List<Long> caughtUp = new CopyOnWriteArrayList<>();
        final List<Long> relieved = new CopyOnWriteArrayList<>();

        End(NodeRef ref) {
            this.ref = ref;
            addresses.put(ref.id(), address(port.port()));
            mesh = new Mesh(vertx, hub, () -> ref, id -> Optional.ofNullable(addresses.get(id)), this);
            call(() -> {
                mesh.open(port);
                return vertx.setPeriodic(20, tick -> mesh.tick(System.nanoTime() / 1_000_000));
            });
        }

        <T> T call(Supplier<T> action) {
            Promise<T> promise = Promise.promise();
            hub.runOnContext(turn -> promise.complete(action.get()));
            return TestNode.await(promise.future());
        }

        boolean send(NodeRef to, Buffer payload) {
            return send(Traffic.SIGNALS, to, payload);
        }

        boolean send(Traffic traffic, NodeRef to, Buffer payload) {
            return call(() -> {
                boolean isTaken = mesh.send(traffic, to, new Frame.ToNode(payload));
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
        public void caughtUp(long peer, long dropped) {
            caughtUp.add(dropped);
        }

        @Override
        public void relieved(long peer, long dropped) {
            relieved.add(dropped);
        }
    }

    private static SocketAddress address(int port) {
        return SocketAddress.inetSocketAddress(port, "127.0.0.1");
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

    private boolean hasReachedWithin(long millis) {
        return sender.call(() -> sender.mesh.hasReached(receiver.ref.id(), System.nanoTime() / 1_000_000 - millis));
    }

    /** It takes no frame, and its machine takes connections: nothing is cut. */
    @Test
    void aPeerWithALateHubIsReachedAllTheSame() {
        sender.send(receiver.ref, Buffer.buffer("hello"));
        await().until(() -> receiver.payloads.equals(List.of("hello")) && hasReachedWithin(1_000));
        CountDownLatch standstill = stall();
        await().until(() -> !hasReachedWithin(1_500));
        await().until(() -> hasReachedWithin(500));
        standstill.countDown();
        await().until(() -> hasReachedWithin(200));
    }

    @Test
    void aPeerThatNeitherAnswersNorTakesConnectionsIsNotReached() {
        sender.send(receiver.ref, Buffer.buffer("hello"));
        await().until(() -> receiver.payloads.equals(List.of("hello")) && hasReachedWithin(1_000));
        SocketAddress known = addresses.remove(receiver.ref.id());
        CountDownLatch standstill = stall();
        await().until(() -> !hasReachedWithin(4_000));
        addresses.put(receiver.ref.id(), known);
        standstill.countDown();
        await().until(() -> hasReachedWithin(1_000));
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
    }

    @Test
    void losesNothingWhileTheReceiverStallsForThousandsOfBatches() {
        CountDownLatch stalled = stall();
        for (String text : numbered(3_000)) {
            assertTrue(sender.send(receiver.ref, Buffer.buffer(text)));
        }
        stalled.countDown();
        await().untilAsserted(() -> assertEquals(numbered(3_000), receiver.payloads));
    }

    @Test
    void refusesAtTheBoundAndTellsWhenThePeerHasCaughtUp() {
        CountDownLatch stalled = stall();
        Buffer large = Buffer.buffer(new byte[4 << 20]);
        int taken = 0;
        while (sender.send(receiver.ref, large)) {
            taken++;
        }
        assertEquals(8, taken);
        assertFalse(sender.send(receiver.ref, Buffer.buffer("refused")));
        assertEquals(List.of(), sender.caughtUp);
        stalled.countDown();
        await().untilAsserted(() -> assertEquals(List.of(2L), sender.caughtUp));
        assertTrue(sender.send(receiver.ref, Buffer.buffer("again")));
        await().untilAsserted(() -> {
            assertEquals(9, receiver.payloads.size());
            assertEquals("again", receiver.payloads.getLast());
        });
    }

    @Test
    void aFloodOfMessagesLetsSignalsThroughAndTellsWhenItIsOver() {
        CountDownLatch stalled = stall();
        Buffer large = Buffer.buffer(new byte[4 << 20]);
        while (sender.send(Traffic.MESSAGES, receiver.ref, large)) {}
        for (String text : numbered(100)) {
            assertTrue(sender.send(receiver.ref, Buffer.buffer(text)));
            assertFalse(sender.send(Traffic.MESSAGES, receiver.ref, Buffer.buffer("dropped")));
        }
        assertEquals(List.of(), sender.relieved);
        stalled.countDown();
        await().untilAsserted(() -> assertEquals(List.of(101L), sender.relieved));
        await().untilAsserted(() ->
                assertEquals(numbered(100), receiver.payloads.stream().skip(4).toList()));
        assertEquals(List.of(), sender.caughtUp);
        assertTrue(sender.send(Traffic.MESSAGES, receiver.ref, Buffer.buffer("again")));
        await().untilAsserted(() -> assertEquals("again", receiver.payloads.getLast()));
    }

    @Test
    void losesAndDoublesNothingWhenConnectionsBreak() {
        Breaker breaker = new Breaker(receiver.port.port());
        addresses.put(receiver.ref.id(), address(breaker.server.actualPort()));
        List<String> all = numbered(2_000);
        for (int i = 0; i < all.size(); i++) {
            assertTrue(sender.send(receiver.ref, Buffer.buffer(all.get(i))));
            if (i % 200 == 100) {
                breaker.breakAll();
            }
        }
        await().untilAsserted(() -> assertEquals(all, receiver.payloads));
        assertTrue(breaker.opened > 1);
    }

    @Test
    void goesOnOverANewConnectionWhereTheOldOneIsDeaf() {
        Breaker breaker = new Breaker(receiver.port.port());
        addresses.put(receiver.ref.id(), address(breaker.server.actualPort()));
        sender.send(receiver.ref, Buffer.buffer("m0"));
        await().untilAsserted(() -> assertEquals(numbered(1), receiver.payloads));
        breaker.goDeaf();
        sender.send(receiver.ref, Buffer.buffer("m1"));
        await().untilAsserted(() -> assertEquals(numbered(2), receiver.payloads));
    }

    /** What it says in the turn after that has had no time to be answered. */
    @Test
    void aNodeThatStoodStillKeepsTheConnectionsThatItHas() {
        Breaker breaker = new Breaker(receiver.port.port());
        addresses.put(receiver.ref.id(), address(breaker.server.actualPort()));
        sender.send(receiver.ref, Buffer.buffer("m0"));
        await().until(() -> receiver.payloads.equals(numbered(1)) && hasReachedWithin(1_000));
        sender.call(() -> {
            sender.mesh.send(receiver.ref, new Frame.ToNode(Buffer.buffer("m1")));
            sender.mesh.flush();
            sender.mesh.tick(System.nanoTime() / 1_000_000 + 60_000);
            return true;
        });
        sender.send(receiver.ref, Buffer.buffer("m2"));
        await().untilAsserted(() -> assertEquals(numbered(3), receiver.payloads));
        assertEquals(1, breaker.opened);
    }

    @Test
    void beginsAStreamAnewAfterOneSideGaveTheOtherUp() {
        sender.send(receiver.ref, Buffer.buffer("a"));
        await().untilAsserted(() -> assertEquals(List.of("a"), receiver.payloads));
        sender.call(() -> {
            sender.mesh.drop(receiver.ref.id());
            return true;
        });
        sender.send(receiver.ref, Buffer.buffer("b"));
        await().untilAsserted(() -> assertEquals(List.of("a", "b"), receiver.payloads));
        receiver.call(() -> {
            receiver.mesh.drop(sender.ref.id());
            return true;
        });
        sender.send(receiver.ref, Buffer.buffer("c"));
        await().untilAsserted(() -> assertEquals(List.of("a", "b", "c"), receiver.payloads));
    }

    @Test
    void takesADoubledBatchOnceAndNothingFromAConnectionThatWasReplaced() {
        Impostor first = new Impostor(1);
        first.say(0, "a");
        first.say(0, "a");
        await().untilAsserted(() -> assertEquals(List.of("a"), receiver.payloads));
        Impostor second = new Impostor(1);
        await().until(() -> second.answers.size() == 1);
        assertEquals(List.of(first.bytes), second.answers);
        await().until(() -> first.isClosed);
        second.say(first.bytes, "b");
        await().untilAsserted(() -> assertEquals(List.of("a", "b"), receiver.payloads));
    }

    @Test
    void cutsOffWhoLeavesAGapSpeaksOfAnEndedStreamMeansAnotherNodeOrTalksNonsense() {
        Impostor gap = new Impostor(2);
        gap.say(1_000, "late");
        await().until(() -> gap.isClosed);
        Impostor ended = new Impostor(1);
        await().until(() -> ended.isClosed);
        Impostor lost = new Impostor();
        lost.socket.write(new Opening(7, 99, 1, 0).encode());
        await().until(() -> lost.isClosed);
        for (int length : new int[] {0, -1, Batch.MAX_BYTES + 1, 12}) {
            Impostor nonsense = new Impostor();
            nonsense.socket.write(Buffer.buffer().appendInt(length).appendBytes(new byte[12]));
            await().until(() -> nonsense.isClosed);
        }
        assertEquals(List.of(), receiver.payloads);
    }

    /** Speaks as node 7 to the receiver, in bytes. */
    private final class Impostor {
        final NetSocket socket;
        final List<Long> answers = new CopyOnWriteArrayList<>();
        long bytes;
        volatile boolean isClosed;

        Impostor() {
            NetClient client = vertx.createNetClient();
            socket = TestNode.await(client.connect(receiver.port.port(), "127.0.0.1"));
            socket.handler(answer -> answers.add(answer.getLong(0)));
            socket.closeHandler(closed -> isClosed = true);
        }

        Impostor(long stream) {
            this();
            socket.write(new Opening(7, receiver.ref.id(), stream, 0).encode());
        }

        void say(long start, String what) {
            Buffer batch = Batch.open(0);
            Batch.writeFrame(batch, new Frame.ToNode(Buffer.buffer(what)));
            Batch.seal(batch, 0, start);
            bytes = (long) batch.length() - Batch.HEADER_BYTES;
            socket.write(batch);
        }
    }

    /** Stands between: breaks connections, or leaves them open and passes nothing on. */
    private final class Breaker {
        final NetServer server;
        final Map<NetSocket, NetSocket> both = new HashMap<>();
        volatile int opened;

        Breaker(int target) {
            NetClient client = vertx.createNetClient();
            server = vertx.createNetServer();
            server.connectHandler(in -> {
                in.pause();
                client.connect(target, "127.0.0.1").onSuccess(out -> pair(in, out));
            });
            TestNode.await(server.listen(0, "127.0.0.1"));
        }

        private synchronized void pair(NetSocket in, NetSocket out) {
            opened++;
            both.put(in, out);
            in.handler(out::write);
            out.handler(in::write);
            in.closeHandler(closed -> out.close());
            out.closeHandler(closed -> in.close());
            in.resume();
        }

        synchronized void breakAll() {
            both.keySet().forEach(NetSocket::close);
            both.clear();
        }

        synchronized void goDeaf() {
            both.forEach((in, out) -> {
                in.handler(lost -> {});
                out.handler(lost -> {});
            });
            both.clear();
        }
    }
}
