package io.ringway.gateway.http.ws;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.http.ws.RawClient.Answer;
import io.ringway.gateway.http.ws.RawClient.Received;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.session.FrontDoor.Admission;
import io.ringway.gateway.session.FrontDoor.Handshake;
import io.ringway.gateway.session.Socket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every transport of WebSockets promises to the sessions behind it and to the clients in front of it. */
abstract class SocketContract {
    private static final SocketOptions SOCKETS = SocketOptions.DEFAULTS
            .withCloseTimeout(Duration.ofMillis(500))
            .withAdmitTimeout(Duration.ofMillis(500))
            .withFrameBytes(1024)
            .withMaxConnections(20);

    @SuppressWarnings("NullAway.Init")
    TestServer server;

    ServerOptions options() {
        return ServerOptions.local().withListen("127.0.0.1", 0, 2).withSockets(SOCKETS);
    }

    @BeforeEach
    void start() {
        server = new TestServer(options());
    }

    @AfterEach
    void nobodyStaysBehind() {
        await().atMost(Duration.ofSeconds(5)).until(() -> server.server.connections() == 0);
        assertEquals(server.door.opened.get(), server.door.closed.get());
        server.close();
    }

    /** Another server with other options; closed like the first. */
    TestServer restart(SocketOptions sockets) {
        server.close();
        server = new TestServer(options().withSockets(sockets));
        return server;
    }

    @Test
    void echoesTextAndBinary() throws Exception {
        try (RawClient client = server.open()) {
            client.text("héllo");
            assertEquals("héllo", client.next().text());
            client.frame(RawClient.FIN | RawClient.BINARY, new byte[] {0, 1, (byte) 0xff});
            Received answer = client.next();
            assertEquals(RawClient.BINARY, answer.opcode());
            assertEquals(3, answer.payload().readableBytes());
        }
    }

    @Test
    void manyFramesOfOneTurnArriveInOrder() throws Exception {
        try (RawClient client = server.open()) {
            client.text("!many 200");
            for (int i = 0; i < 200; i++) {
                assertEquals("frame " + i, client.next().text());
            }
        }
    }

    @Test
    void aFragmentedMessageIsOneMessage() throws Exception {
        try (RawClient client = server.open()) {
            client.frame(RawClient.TEXT, "he".getBytes(StandardCharsets.UTF_8));
            client.frame(RawClient.FIN | RawClient.PING, new byte[] {7});
            client.frame(RawClient.FIN, "llo".getBytes(StandardCharsets.UTF_8));
            assertEquals(RawClient.PONG, client.next().opcode());
            assertEquals("hello", client.next().text());
        }
    }

    @Test
    void ourCloseIsAnsweredAndThenTheConnectionEnds() throws Exception {
        restart(SOCKETS.withCloseTimeout(Duration.ofSeconds(10)));
        try (RawClient client = server.open()) {
            client.text("!close");
            Received close = client.next();
            assertEquals(4403, close.status());
            assertEquals("kicked", close.payload().toString(2, 6, StandardCharsets.UTF_8));
            client.closing(4403);
            assertEquals(Received.END, client.next());
        }
        await().until(() -> server.door.codes.contains(4403));
    }

    @Test
    void aCloseThatIsNotAnsweredEndsAnyway() throws Exception {
        try (RawClient client = server.open()) {
            client.text("!close");
            assertEquals(4403, client.next().status());
            assertEquals(Received.END, client.next());
        }
        await().until(() -> server.door.codes.contains(4403));
    }

    /** As where the server stood still: the client had given up long before it was sent away. */
    @Test
    void aClientThatIsSentAwayAndDoesNotAnswerIsLost() throws Exception {
        try (RawClient client = server.open()) {
            socket().close(CloseCode.NOT_READY);
            assertEquals(4302, client.nextMessage().status());
            client.reset();
        }
        await().until(() -> server.door.codes.contains(ControlFrames.NO_CLOSE_FRAME));
    }

    @Test
    void aClientThatIsSentAwayAndAnswersWasThere() throws Exception {
        try (RawClient client = server.open()) {
            socket().close(CloseCode.NOT_READY);
            assertEquals(4302, client.nextMessage().status());
            client.closing(4302);
            assertEquals(Received.END, client.next());
        }
        await().until(() -> server.door.codes.contains(4302));
    }

    @Test
    void aClientsCloseIsEchoed() throws Exception {
        try (RawClient client = server.open()) {
            client.closing(1000);
            assertEquals(1000, client.next().status());
            assertEquals(Received.END, client.next());
        }
        await().until(() -> server.door.codes.contains(1000));
    }

    @Test
    void aClientThatVanishesIsClosedWithoutACode() throws Exception {
        try (RawClient client = server.open()) {
            client.text("hi");
            assertEquals("hi", client.next().text());
            client.reset();
        }
        await().until(() -> server.door.codes.contains(ControlFrames.NO_CLOSE_FRAME));
    }

    @Test
    void nothingIsWrittenAfterAClose() throws Exception {
        try (RawClient client = server.open()) {
            Socket socket = socket();
            Frame frame = EchoDoor.text("too late");
            socket.loop().execute(() -> {
                socket.close(CloseCode.GOING_AWAY);
                socket.close(CloseCode.KICKED);
                socket.write(frame);
            });
            assertEquals(4200, client.nextMessage().status());
            client.closing(4200);
            assertEquals(Received.END, client.next());
            await().until(() -> frame.wire().refCnt() == 1);
            frame.release();
        }
    }

    @Test
    void closeMayComeFromAnyThread() throws Exception {
        try (RawClient client = server.open()) {
            socket().close(CloseCode.TOKEN_EXPIRED);
            assertEquals(4201, client.nextMessage().status());
        }
    }

    @Test
    void aFrameTooLargeClosesWith1009() throws Exception {
        try (RawClient client = server.open()) {
            client.frame(RawClient.FIN | RawClient.TEXT, new byte[1025]);
            assertEquals(1009, client.next().status());
        }
    }

    @Test
    void aMessageTooLargeClosesWith1009() throws Exception {
        try (RawClient client = server.open()) {
            client.frame(RawClient.BINARY, new byte[600]);
            client.frame(RawClient.FIN, new byte[600]);
            assertEquals(1009, client.next().status());
        }
    }

    @Test
    void textThatIsNotUtf8ClosesWith1007() throws Exception {
        try (RawClient client = server.open()) {
            client.frame(RawClient.FIN | RawClient.TEXT, new byte[] {(byte) 0xc0, (byte) 0xaf});
            assertEquals(1007, client.next().status());
        }
    }

    @Test
    void aDefectInAHandlerEndsThatConnectionOnly() throws Exception {
        try (RawClient bad = server.open();
                RawClient good = server.open()) {
            bad.text("!boom");
            assertEquals(1011, bad.next().status());
            good.text("still here");
            assertEquals("still here", good.next().text());
        }
    }

    @Test
    void aSilentClientIsPingedAndThenClosed() throws Exception {
        restart(SOCKETS.withPingInterval(Duration.ofMillis(200)));
        try (RawClient client = server.open()) {
            assertEquals(RawClient.PING, client.next().opcode());
            assertEquals(4203, client.nextMessage().status());
        }
        await().until(() -> server.metrics.closed().containsKey("ping_timeout"));
    }

    @Test
    void aClientThatAnswersPingsStays() throws Exception {
        restart(SOCKETS.withPingInterval(Duration.ofSeconds(1)));
        try (RawClient client = server.open()) {
            for (int i = 0; i < 3; i++) {
                assertEquals(RawClient.PING, client.next().opcode());
                client.frame(RawClient.FIN | RawClient.PONG, new byte[0]);
            }
            client.text("alive");
            assertEquals("alive", client.nextMessage().text());
        }
    }

    @Test
    void theHandshakeReachesTheDoorDecoded() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            Answer answer = client.request(RawClient.handshake(
                    "/echo?token=a%20b&x=1&x=2",
                    "Sec-WebSocket-Protocol: other, ringway.v1", "Sec-WebSocket-Protocol: bearer.abc"));
            assertEquals(101, answer.status());
            assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer.header("sec-websocket-accept"));
            assertEquals("ringway.v1", answer.header("sec-websocket-protocol"));
            Handshake seen = server.door.handshakes.element();
            assertEquals("/echo", seen.path());
            assertEquals("a b", seen.query().get("token"));
            assertEquals(List.of("1", "2"), seen.query().getAll("x"));
            assertEquals(List.of("other", "ringway.v1", "bearer.abc"), seen.subProtocols());
            assertEquals(new ClientAddress("127.0.0.1", true), seen.address());
        }
    }

    @Test
    void aRefusalIsJsonWithTheCodesStatus() throws Exception {
        server.door.decision = handshake -> EchoDoor.refuse(ErrorCode.BAD_TOKEN, "the token is \"old\"");
        assertRefused(401, "bad_token", RawClient.handshake("/echo"));
    }

    @Test
    void aDoorThatFailsIsAnswered() throws Exception {
        server.door.decision = handshake -> Future.failedFuture("as told");
        assertRefused(503, "unavailable", RawClient.handshake("/echo"));
        server.door.decision = handshake -> {
            throw new IllegalStateException("as told");
        };
        assertRefused(503, "unavailable", RawClient.handshake("/echo"));
    }

    @Test
    void aDoorThatNeverDecidesIsAnswered() throws Exception {
        server.door.decision = handshake -> Promise.<Admission>promise().future();
        assertRefused(503, "unavailable", RawClient.handshake("/echo"));
    }

    @Test
    void whatIsWrittenWhileTheDoorThinksIsNotLost() throws Exception {
        restart(SOCKETS.withAdmitTimeout(Duration.ofSeconds(10)));
        Promise<Admission> pending = Promise.promise();
        server.door.decision = handshake -> pending.future();
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/echo").getBytes(StandardCharsets.ISO_8859_1));
            await().until(() -> !server.door.handshakes.isEmpty());
            server.door.accept(server.door.handshakes.element()).onComplete(pending);
            assertEquals(101, client.answer().status());
            client.text("first");
            assertEquals("first", client.next().text());
        }
    }

    @Test
    void aClientThatLeavesWhileTheDoorThinksLeavesNothingBehind() throws Exception {
        Promise<Admission> pending = Promise.promise();
        server.door.decision = handshake -> pending.future();
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/echo").getBytes(StandardCharsets.ISO_8859_1));
            await().until(() -> !server.door.handshakes.isEmpty());
            client.reset();
        }
        server.door.accept(server.door.handshakes.element()).onComplete(pending);
        await().until(() -> server.server.connections() == 0);
    }

    @Test
    void connectionsOverTheCapAreAnswered503() throws Exception {
        restart(SOCKETS.withMaxConnections(1));
        try (RawClient first = server.open()) {
            assertRefused(503, "unavailable", RawClient.handshake("/echo"));
            first.text("unaffected");
            assertEquals("unaffected", first.next().text());
        }
        await().until(() -> server.server.connections() == 0);
        server.open().close();
    }

    @Test
    void drainSendsEveryoneElsewhere() throws Exception {
        try (RawClient client = server.open()) {
            Future<Void> drained = server.server.drain(new Drain(1, Duration.ofMillis(1), Duration.ofSeconds(5)), null);
            assertEquals(4200, client.nextMessage().status());
            client.closing(4200);
            TestServer.await(drained);
        }
    }

    @Test
    void drainEndsAtItsDeadline() throws Exception {
        restart(SOCKETS.withCloseTimeout(Duration.ofSeconds(30)));
        try (RawClient client = server.open()) {
            TestServer.await(server.server.drain(new Drain(1, Duration.ofMillis(1), Duration.ofMillis(300)), null));
            assertEquals(4200, client.nextMessage().status());
            assertEquals(Received.END, client.next());
        }
    }

    @Test
    void countsWhatItCarries() throws Exception {
        restart(SOCKETS.withPingInterval(Duration.ofSeconds(2)));
        try (RawClient client = server.open()) {
            client.text("12345");
            assertEquals("12345", client.next().text());
            assertEquals(1, server.metrics.connections("echo"));
            await().until(() -> server.metrics.framesIn() == 1 && server.metrics.bytesIn() == 5);
            await().until(() -> server.metrics.framesOut() == 1 && server.metrics.bytesOut() == 7);
        }
        await().until(() -> server.metrics.connections("echo") == 0);
        assertTrue(server.metrics.closed().containsKey("lost"), server.metrics.closed()::toString);
    }

    void assertRefused(int status, String code, String head) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            Answer answer = client.request(head);
            assertEquals(status, answer.status(), head);
            assertEquals("application/json", answer.header("content-type"));
            JsonObject body = new JsonObject(answer.body());
            assertEquals(code, body.getString("code"), head);
            assertEquals(3, body.size());
        }
    }

    private Socket socket() {
        await().until(() -> !server.door.sockets.isEmpty());
        return server.door.sockets.element();
    }
}
