package io.ringway.gateway.http.ws;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ChannelSocketTest extends SocketContract {
    @Test
    void framesThatFollowTheHandshakeAtOnceAreNotLost() throws Exception {
        byte[] head = RawClient.handshake("/echo").getBytes(StandardCharsets.ISO_8859_1);
        byte[] frame = RawClient.encode(RawClient.FIN | RawClient.TEXT, "early".getBytes(StandardCharsets.UTF_8));
        try (RawClient client = new RawClient(server.port())) {
            byte[] both = new byte[head.length + frame.length];
            System.arraycopy(head, 0, both, 0, head.length);
            System.arraycopy(frame, 0, both, head.length, frame.length);
            client.send(both);
            assertEquals(101, client.answer().status());
            assertEquals("early", client.next().text());
        }
    }

    @Test
    void oneFlushTakesWhatATurnWrote() throws Exception {
        restart(server.server.options().sockets().withPingInterval(Duration.ofSeconds(2)));
        try (RawClient client = server.open()) {
            client.text("!many 50");
            for (int i = 0; i < 50; i++) {
                assertEquals("frame " + i, client.next().text());
            }
            await().until(() -> server.metrics.framesOut() == 50);
            assertEquals(2, server.metrics.flushes(), "one for the handshake's answer, one for the frames");
        }
    }
}
