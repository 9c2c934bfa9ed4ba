package io.ringway.tests.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.tests.support.Client;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeSettings;
import io.ringway.tests.support.RawSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node with little memory for buffers, and a user who has it filled. */
class MemoryIT {
    private static final int DEAF = 60;
    private static final int MEBIBYTES = 32;
    /** Said between two of the deaf: each keeps other messages than the one before. */
    private static final int MESSAGES = 40;

    @Test
    void oneUsersConnectionsThatReadNothingFilledTheMemoryAndOthersWereCutOff() throws Exception {
        String text = "x".repeat(30_000);
        List<RawSocket> deaf = new ArrayList<>();
        try (Node node = Node.startSmall(
                        NodeSettings.alone(
                                "memory",
                                Map.of(
                                        "RINGWAY_SESSIONS_GRACE",
                                        "10s",
                                        "RINGWAY_LIMITS_CONNECTION_BYTES_PER_SECOND",
                                        "100MiB",
                                        "RINGWAY_LIMITS_CONNECTION_BYTES_BURST",
                                        "100MiB")),
                        MEBIBYTES);
                Client ada = Client.connect(node, "ada");
                Client bob = Client.connect(node, "bob")) {
            ada.join("busy");
            bob.join("busy");
            try {
                for (int i = 0; i < DEAF; i++) {
                    RawSocket socket = new RawSocket(node, "hog", 4_096);
                    deaf.add(socket);
                    socket.write(RawSocket.frames("{\"type\":\"join\",\"id\":1,\"group\":\"busy\"}", 1));
                    for (int j = 0; j < MESSAGES; j++) {
                        ada.publish("busy", text + i + "." + j);
                    }
                    for (int j = 0; j < MESSAGES; j++) {
                        String expected = text + i + "." + j;
                        bob.inbox().await("message", frame -> expected.equals(frame.getValue("content")));
                    }
                }
                assertEquals(0, node.metric("ringway_buffers_refused_total"), "there was memory for everybody");
                assertTrue(node.metric("ringway_buffer_memory_bytes") > 0);
                String health = Node.get(node.management("/health/ready")).body();
                assertFalse(health.contains("memory for buffers"), health);
                assertFalse(node.log().contains("direct buffer memory"), "somebody was refused a buffer");
            } finally {
                deaf.forEach(RawSocket::close);
            }
        }
    }
}
