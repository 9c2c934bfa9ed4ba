package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.http.ServerOptions;
import org.junit.jupiter.api.Test;

final class SmokeTest {
    @Test
    void echoes() throws Exception {
        try (TestServer server = new TestServer(ServerOptions.local());
                RawClient client = server.open()) {
            client.text("hello");
            assertEquals("hello", client.next().text());
            client.text("!many 3");
            assertEquals("frame 0", client.next().text());
            assertEquals("frame 1", client.next().text());
            assertEquals("frame 2", client.next().text());
            client.text("!close");
            assertEquals(4403, client.next().status());
            client.closing(4403);
            assertEquals(RawClient.Received.END, client.next());
        }
    }
}
