package io.ringway.gateway.http.ws;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.http.ws.RawClient.Received;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.Socket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides close at once: whose word counts. */
class CrossingClosesTest {
    private TestServer server = new TestServer(options(SocketOptions.DEFAULTS));

    private static ServerOptions options(SocketOptions sockets) {
        return ServerOptions.local().withListen("127.0.0.1", 0, 1).withSockets(sockets);
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** The server closes, and whatever its client sends from now on comes after that. */
    private void closes(CloseCode code) {
        await().until(() -> !server.door.sockets.isEmpty());
        Socket socket = server.door.sockets.element();
        socket.loop().submit(() -> socket.close(code)).syncUninterruptibly();
    }

    private void assertEnded(int code) {
        await().until(() -> !server.door.codes.isEmpty());
        assertEquals(List.of(code), List.copyOf(server.door.codes));
    }

    private static byte[] ping(RawClient client) throws IOException {
        Received ping = client.next();
        assertEquals(RawClient.PING, ping.opcode());
        byte[] payload = new byte[ping.payload().readableBytes()];
        ping.payload().readBytes(payload);
        return payload;
    }

    private static void pong(RawClient client) throws IOException {
        client.frame(RawClient.FIN | RawClient.PONG, ping(client));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001})
    void aGoodbyeThatCrossesTheServersCloseIsTheClients(int goodbye) throws Exception {
        try (RawClient client = server.open()) {
            closes(CloseCode.GOING_AWAY);
            // What the server says is on its way, and not read.
            client.closing(goodbye);
            assertEnded(goodbye);
            assertEquals(1, server.metrics.closed().size());
            assertEquals(4200, client.nextMessage().status());
        }
    }

    @Test
    void aCloseWithoutACodeThatCrossesTheServersIsAGoodbyeToo() throws Exception {
        try (RawClient client = server.open()) {
            closes(CloseCode.NOT_READY);
            client.frame(RawClient.FIN | RawClient.CLOSE, new byte[0]);
            assertEnded(ControlFrames.NO_STATUS);
        }
    }

    /** As websocket-client, aiohttp and OkHttp's users do. */
    @Test
    void aLibraryThatAnswersEveryCloseWith1000DoesNotSayGoodbye() throws Exception {
        try (RawClient client = server.open()) {
            closes(CloseCode.GOING_AWAY);
            pong(client);
            assertEquals(4200, client.next().status());
            client.closing(1000);
            assertEquals(Received.END, client.next());
        }
        assertEnded(4200);
    }

    /** Nothing tells then whether it had read the close frame. */
    @Test
    void aLibraryThatAnswersNoPingsDoesNotSayGoodbyeEither() throws Exception {
        server.close();
        server = new TestServer(options(SocketOptions.DEFAULTS.withPingInterval(Duration.ofMillis(500))));
        try (RawClient client = server.open()) {
            ping(client);
            closes(CloseCode.GOING_AWAY);
            client.closing(1000);
            assertEnded(4200);
        }
    }

    @Test
    void aClientThatAnsweredAPingBeforeMayCrossTheServersClose() throws Exception {
        server.close();
        server = new TestServer(options(SocketOptions.DEFAULTS.withPingInterval(Duration.ofMillis(500))));
        try (RawClient client = server.open()) {
            pong(client);
            client.text("heard");
            assertEquals("heard", client.nextMessage().text());
            closes(CloseCode.GOING_AWAY);
            client.closing(1000);
            assertEnded(1000);
        }
    }

    /** What was decided is not undone by a client that leaves meanwhile, and nobody has to be asked. */
    @Test
    void whoIsKickedWasKickedWhateverHeSays() throws Exception {
        try (RawClient client = server.open()) {
            closes(CloseCode.KICKED);
            client.closing(1000);
            assertEnded(4403);
            assertEquals(4403, client.next().status());
        }
    }

    @Test
    void anEchoThatComesBeforeThePongIsAnAnswer() throws Exception {
        try (RawClient client = server.open()) {
            closes(CloseCode.GOING_AWAY);
            client.closing(4200);
            assertEnded(4200);
        }
    }
}
