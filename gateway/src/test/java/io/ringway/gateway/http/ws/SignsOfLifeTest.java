package io.ringway.gateway.http.ws;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.session.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether a client is still there. */
class SignsOfLifeTest {
    private final TestServer server = new TestServer(ServerOptions.local().withListen("127.0.0.1", 0, 1));

    @AfterEach
    void close() {
        server.close();
    }

    private CompletableFuture<Boolean> probe(boolean closesFirst) {
        await().until(() -> !server.door.sockets.isEmpty());
        Socket socket = server.door.sockets.element();
        CompletableFuture<Boolean> isThere = new CompletableFuture<>();
        socket.loop().execute(() -> {
            if (closesFirst) {
                socket.close(CloseCode.PING_TIMEOUT);
            }
            socket.probe(isThere::complete);
        });
        return isThere;
    }

    @Test
    void whoAnswersAPingIsThere() throws Exception {
        try (RawClient client = server.open()) {
            CompletableFuture<Boolean> isThere = probe(false);
            assertEquals(RawClient.PING, client.next().opcode());
            client.frame(RawClient.FIN | RawClient.PONG, new byte[0]);
            assertTrue(isThere.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoSaysSomethingElseIsThere() throws Exception {
        try (RawClient client = server.open()) {
            CompletableFuture<Boolean> isThere = probe(false);
            assertEquals(RawClient.PING, client.next().opcode());
            client.text("hello");
            assertTrue(isThere.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoSaysNothingIsNot() throws Exception {
        try (RawClient client = server.open()) {
            client.text("before");
            assertEquals("before", client.next().text());
            assertFalse(probe(false).get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoseConnectionBreaksMeanwhileIsNot() throws Exception {
        try (RawClient client = server.open()) {
            CompletableFuture<Boolean> isThere = probe(false);
            assertEquals(RawClient.PING, client.next().opcode());
            client.reset();
            assertFalse(isThere.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoIsBeingClosedIsNot() throws Exception {
        try (RawClient client = server.open()) {
            assertFalse(probe(true).get(10, TimeUnit.SECONDS));
            assertEquals(4203, client.nextMessage().status());
        }
    }
}
