package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.http.ws.RawClient.Received;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two clients that pinged as fast as they could made every other one of their loop wait for a second. */
class SmallFramesTest {
    private static final byte[] NOTHING = {};

    private final TestServer server = new TestServer(ServerOptions.local()
            .withSockets(SocketOptions.DEFAULTS.withFrameBytes(4 << 20).withOutboxBytes(8 << 20)));

    @AfterEach
    void close() {
        server.close();
    }

    private static void frames(RawClient client, int times, int first, byte[] payload) throws IOException {
        byte[] one = RawClient.encode(first, payload);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            all.writeBytes(one);
        }
        client.send(all.toByteArray());
    }

    private static int closed(RawClient client) throws IOException {
        Received frame = client.next();
        while (frame.opcode() == RawClient.PING || frame.opcode() == RawClient.PONG) {
            frame = client.next();
        }
        return frame.opcode() == RawClient.CLOSE ? frame.status() : frame.opcode();
    }

    @Test
    void aFloodOfPingsIsClosed() throws Exception {
        try (RawClient client = server.open()) {
            frames(client, 20_000, RawClient.FIN | RawClient.PING, NOTHING);
            assertEquals(4300, closed(client));
        }
    }

    @Test
    void aFloodOfPongsIsClosed() throws Exception {
        try (RawClient client = server.open()) {
            frames(client, 20_000, RawClient.FIN | RawClient.PONG, NOTHING);
            assertEquals(4300, closed(client));
        }
    }

    @Test
    void aMessageOfNothingButPartsIsClosed() throws Exception {
        try (RawClient client = server.open()) {
            client.frame(RawClient.TEXT, NOTHING);
            frames(client, 20_000, 0, NOTHING);
            assertEquals(4300, closed(client));
        }
    }

    @Test
    void whoPingsALotAndSendsALotInPartsGoesOn() throws Exception {
        try (RawClient client = server.open()) {
            frames(client, 500, RawClient.FIN | RawClient.PING, NOTHING);
            for (int i = 0; i < 500; i++) {
                assertEquals(RawClient.PONG, client.next().opcode());
            }
            client.frame(RawClient.TEXT, NOTHING);
            frames(client, 3_000, 0, "x".repeat(1_024).getBytes(StandardCharsets.US_ASCII));
            client.frame(RawClient.FIN, NOTHING);
            assertEquals(3_000 * 1_024, client.nextMessage().payload().readableBytes());
        }
    }
}
