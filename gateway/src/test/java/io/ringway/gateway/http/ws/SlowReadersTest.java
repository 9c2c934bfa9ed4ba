package io.ringway.gateway.http.ws;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.http.ws.RawClient.Received;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.session.Socket;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that do not read what is sent to them. */
class SlowReadersTest {
    private static final SocketOptions SOCKETS = SocketOptions.DEFAULTS.withCloseTimeout(Duration.ofMillis(500));

    private final Frame large = Frame.binary(Frame.allocate(16 * 1024).writeZero(16 * 1024));

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    private void start(SocketOptions sockets) {
        server = new TestServer(
                ServerOptions.local().withListen("127.0.0.1", 0, 1).withSockets(sockets));
    }

    @AfterEach
    void nobodyStaysBehind() {
        await().atMost(Duration.ofSeconds(5)).until(() -> server.server.connections() == 0);
        await().until(() -> server.door.opened.get() == server.door.gone.get());
        server.close();
        large.release();
    }

    private Socket socket() {
        await().until(() -> !server.door.sockets.isEmpty());
        return server.door.sockets.remove();
    }

    private RawClient open() throws IOException {
        return RawClient.open(server.port(), "/echo", 4096);
    }

    /** A client that does not read, and is found to be slow. */
    private RawClient fallsBehind(int slow) throws IOException {
        RawClient client = open();
        overfill(socket(), slow);
        return client;
    }

    /** @param slow how many clients are slow then */
    private void overfill(Socket socket, int slow) {
        socket.loop().execute(() -> {
            for (int i = 0; i < 4000; i++) {
                socket.write(large);
            }
        });
        await().until(() -> server.metrics.slowConsumers() == slow);
    }

    @Test
    void aSlowReaderIsClosedAndItsMemoryFreed() throws Exception {
        start(SOCKETS.withOutboxBytes(256 * 1024));
        try (RawClient client = fallsBehind(1)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> server.server.connections() == 0);
            await().until(() -> large.wire().refCnt() == 1);
            client.reset();
        }
    }

    @Test
    void aSlowReaderThatReadsAgainGetsWhatWaitedAndLearnsWhyItIsClosed() throws Exception {
        start(SOCKETS.withOutboxBytes(256 * 1024).withCloseTimeout(Duration.ofSeconds(2)));
        try (RawClient client = fallsBehind(1)) {
            await().until(() -> server.door.codes.contains(ControlFrames.NO_CLOSE_FRAME));
            assertEquals(1, server.server.connections(), "who is behind it knows before it is cut");

            client.text("is anybody there?");
            int bytes = 0;
            Received frame = client.next();
            while (frame.opcode() == RawClient.BINARY) {
                bytes += frame.payload().readableBytes();
                frame = client.next();
            }
            assertEquals(4202, frame.status());
            assertTrue(bytes > 15 * 16 * 1024, "read " + bytes);
            client.closing(4202);
            assertEquals(Received.END, client.next());
        }
        await().until(() -> server.metrics.closed().containsKey("slow_consumer"));
        assertEquals(List.of(ControlFrames.NO_CLOSE_FRAME), List.copyOf(server.door.codes));
    }

    @Test
    void aCrowdThatStoodStillFilledTheMemoryForAsLongAsOneClient() throws Exception {
        start(SOCKETS.withOutboxBytes(40 << 20).withCloseTimeout(Duration.ofSeconds(2)));
        try (RawClient first = fallsBehind(1)) {
            try (RawClient second = fallsBehind(2)) {
                await().atMost(Duration.ofSeconds(6)).until(() -> server.server.connections() == 1);
                second.reset();
            }
            first.reset();
        }
    }

    @Test
    void aServerThatStopsWaitedForWhoDoesNotReadLongerThanForAnyOther() throws Exception {
        start(SOCKETS.withOutboxBytes(256 * 1024).withCloseTimeout(Duration.ofSeconds(2)));
        try (RawClient client = fallsBehind(1)) {
            Future<Void> drained =
                    server.server.drain(new Drain(1, Duration.ofMillis(1), Duration.ofSeconds(30)), null);
            assertFalse(drained.isComplete());
            await().atMost(Duration.ofSeconds(6)).until(drained::isComplete);
            client.reset();
        }
    }

    @Test
    void whoDidNotReadWasSentMegabytesMoreThanItsOutboxHoldsBeforeItWasGivenUp() throws Exception {
        assumeTrue(Epoll.isAvailable(), "only there the kernel can be told to take less");
        start(SOCKETS.withOutboxBytes(256 * 1024));
        try (RawClient client = open()) {
            Socket socket = socket();
            int written = 0;
            // Each in a turn of its own, so that the kernel takes what it will take before the next one.
            while (server.metrics.slowConsumers() == 0 && written < 1_000) {
                socket.loop().submit(() -> socket.write(large)).get();
                written++;
            }
            assertTrue(written * 16 < 600, "took " + written * 16 + " KiB");
            client.reset();
        }
    }

    @Test
    void whoHadBegunToReadAgainWasCutInTheMidstOfIt() throws Exception {
        start(SOCKETS.withOutboxBytes(1024 * 1024).withCloseTimeout(Duration.ofSeconds(1)));
        try (RawClient client = open()) {
            Socket socket = socket();
            overfill(socket, 1);
            for (int i = 0; i < 32; i++) {
                assertEquals(RawClient.BINARY, client.next().opcode());
            }
            socket.loop().schedule(() -> {}, 5_200, TimeUnit.MILLISECONDS).get();
            assertEquals(1, server.server.connections(), "it reads");
            Received frame = client.next();
            while (frame.opcode() == RawClient.BINARY) {
                frame = client.next();
            }
            assertEquals(4202, frame.status());
        }
    }
}
