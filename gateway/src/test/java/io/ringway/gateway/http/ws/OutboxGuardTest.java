package io.ringway.gateway.http.ws;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.Config;
import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.metrics.BufferMemory;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.session.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets that stop reading, on a node whose memory for buffers runs short. */
class OutboxGuardTest implements BufferMemory {
    private static final long LIMIT = 4L << 20;
    private static final long PLENTY = LIMIT / 2;
    private static final long SHORT = LIMIT * 7 / 10;

    private final Frame large = Frame.binary(Frame.allocate(16 * 1024).writeZero(16 * 1024));
    private final List<RawClient> clients = new ArrayList<>();
    private volatile LongSupplier used = () -> PLENTY;
    private final TestServer server = new TestServer(
            ServerOptions.local().withListen("127.0.0.1", 0, 2),
            Config.of(Map.of("dev", "true")).limits().address(),
            this);

    @Override
    public long limit() {
        return LIMIT;
    }

    @Override
    public long used() {
        return used.getAsLong();
    }

    @Override
    public long inUse() {
        return used();
    }

    @AfterEach
    void close() throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        server.close();
        large.release();
    }

    /** A connection of the user that reads nothing, and has so many frames sent. */
    private Socket deaf(String user, int frames) throws Exception {
        RawClient client = RawClient.open(server.port(), "/echo", 4096);
        clients.add(client);
        client.text("!user " + user);
        await().until(() -> !server.door.sockets.isEmpty());
        Socket socket = server.door.sockets.remove();
        await().until(() -> ask(socket, each -> each.party() instanceof Party.User));
        socket.loop()
                .submit(() -> {
                    for (int i = 0; i < frames; i++) {
                        socket.write(large);
                    }
                })
                .get();
        return socket;
    }

    private static <T> T ask(Socket socket, Function<LoopSocket, T> question) throws Exception {
        return socket.loop().submit(() -> question.apply((LoopSocket) socket)).get();
    }

    private static boolean isOpen(Socket socket) throws Exception {
        return ask(socket, LoopSocket::isOpen);
    }

    @Test
    void oneUserWithManyConnectionsThatReadNothingHadOthersCut() throws Exception {
        List<Socket> hogs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            hogs.add(deaf("hog", 56));
        }
        Socket slow = deaf("ada", 50);
        Socket idle = deaf("bob", 0);
        assertTrue(ask(slow, LoopSocket::waiting) > OutboxGuard.LEAST_BYTES, "she is behind, too");
        int before = server.server.connections();

        used = () -> server.server.connections() > before - 4 ? SHORT : PLENTY;

        await().until(() -> server.server.connections() <= before - 4);
        assertTrue(isOpen(slow), "she has less than who has most");
        assertTrue(isOpen(idle));
        assertEquals(server.metrics.memory().cuts(), server.metrics.slowConsumers());
        int left = 0;
        for (Socket hog : hogs) {
            left += isOpen(hog) ? 1 : 0;
        }
        assertEquals(server.server.connections() - 2, left);
        assertTrue(
                server.door.codes.stream().allMatch(code -> code == ControlFrames.NO_CLOSE_FRAME), "they may resume");
    }

    @Test
    void whoWasGivenUpAlreadyIsCutBeforeItsTime() throws Exception {
        deaf("hog", 4_000);
        await().until(() -> server.metrics.slowConsumers() == 1);
        used = () -> server.server.connections() > 0 ? SHORT : PLENTY;
        await().until(() -> server.server.connections() == 0);
        assertEquals(1, server.metrics.slowConsumers(), "counted once");
        assertEquals(1, server.metrics.memory().cuts());
    }

    @Test
    void aBufferThatWasRefusedBringsReliefWhateverTheFiguresSay() throws Exception {
        Socket hog = deaf("hog", 56);
        server.metrics.memory().ranOut(new OutOfMemoryError("Cannot reserve 1 bytes of direct buffer memory"));
        await().until(() -> !isOpen(hog));
    }

    @Test
    void whatWaitsIsInTheFigures() throws Exception {
        try (TestServer quick = new TestServer(ServerOptions.local()
                .withListen("127.0.0.1", 0, 1)
                .withSockets(SocketOptions.DEFAULTS.withPingInterval(Duration.ofMillis(500))))) {
            RawClient client = RawClient.open(quick.port(), "/echo", 4096);
            clients.add(client);
            await().until(() -> !quick.door.sockets.isEmpty());
            Socket socket = quick.door.sockets.remove();
            socket.loop()
                    .submit(() -> {
                        for (int i = 0; i < 50; i++) {
                            socket.write(large);
                        }
                    })
                    .get();
            await().until(() -> quick.metrics.memory().waiting() >= OutboxGuard.LEAST_BYTES);
            client.reset();
            await().until(() -> quick.metrics.memory().waiting() == 0);
        }
    }
}
