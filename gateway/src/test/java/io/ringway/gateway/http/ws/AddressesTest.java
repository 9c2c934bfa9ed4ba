package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.AddressLimitsConfig;
import io.ringway.gateway.config.Network;
import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.http.ws.RawClient.Answer;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.ErrorCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which client a connection is counted as, and what follows when that one has too many. */
class AddressesTest {
    private static final Addresses ADDRESSES = new Addresses(List.of("10.0.0.0/8", "fd00::/8", "192.0.2.7"));

    private static String client(String peer, String... forwarded) throws Exception {
        return ADDRESSES
                .client(new InetSocketAddress(InetAddress.getByName(peer), 4711), List.of(forwarded))
                .network();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.1 | 203.0.113.9              | 198.51.100.1", // who is not trusted says what he likes
                "10.1.2.3     | 203.0.113.9              | 203.0.113.9",
                "10.1.2.3     | 1.1.1.1, 203.0.113.9     | 203.0.113.9", // what the client wrote itself stands first
                "10.1.2.3     | 203.0.113.9, 192.0.2.7   | 203.0.113.9", // a chain of two
                "10.1.2.3     | 203.0.113.9, nonsense    | 10.1.2.3",
                "10.1.2.3     | 203.0.113.9:1234         | 203.0.113.9",
                "10.1.2.3     | 10.9.9.9                 | 10.9.9.9",
                "192.0.2.7    | 203.0.113.9              | 203.0.113.9",
                "192.0.2.8    | 203.0.113.9              | 192.0.2.8",
            })
    void aTrustedProxySaysWhoItIs(String peer, String forwarded, String expected) throws Exception {
        assertEquals(expected, client(peer, forwarded));
    }

    @Test
    void severalHeadersAreOneList() throws Exception {
        assertEquals("203.0.113.9", client("10.0.0.1", "1.1.1.1", "203.0.113.9", "10.0.0.2"));
        assertEquals("10.0.0.1", client("10.0.0.1"));
        assertEquals(ClientAddress.UNKNOWN, ADDRESSES.client(null, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "fd00::/129", "proxy.example", "1.2.3"})
    void noNetwork(String text) {
        assertTrue(Network.parse(text).isEmpty());
    }

    @Test
    void whoHasTooManyIsRefusedWith429AndOthersAreNot() throws Exception {
        ServerOptions behindProxy = ServerOptions.local().withTrustedProxies(List.of("127.0.0.1"));
        try (TestServer server = new TestServer(behindProxy, new AddressLimitsConfig(1, 0, 0, Duration.ofMinutes(1)))) {
            try (RawClient first = new RawClient(server.port());
                    RawClient second = new RawClient(server.port());
                    RawClient other = new RawClient(server.port())) {
                assertEquals(101, ask(first, "203.0.113.9").status());
                Answer refused = ask(second, "203.0.113.9");
                assertEquals(429, refused.status());
                assertEquals("10", refused.header("retry-after"));
                assertTrue(refused.body().contains("\"retry_after_ms\":10000"), refused.body());
                assertEquals(101, ask(other, "203.0.113.10").status());
            }
            Awaitility.await().until(() -> server.server.connections() == 0);
            try (RawClient again = new RawClient(server.port())) {
                assertEquals(101, ask(again, "203.0.113.9").status());
            }
        }
    }

    /** A refusal after the place was taken gives it back. */
    @Test
    void refusedHandshakesTakeNoPlace() throws Exception {
        ServerOptions behindProxy = ServerOptions.local().withTrustedProxies(List.of("127.0.0.1"));
        try (TestServer server = new TestServer(behindProxy, new AddressLimitsConfig(1, 0, 0, Duration.ofMinutes(1)))) {
            server.door.decision = handshake -> EchoDoor.refuse(ErrorCode.BAD_TOKEN, "no");
            for (int i = 0; i < 3; i++) {
                try (RawClient client = new RawClient(server.port())) {
                    assertEquals(401, ask(client, "203.0.113.9").status());
                }
            }
        }
    }

    private static Answer ask(RawClient client, String forwarded) throws Exception {
        return client.request(RawClient.handshake("/echo", "X-Forwarded-For: " + forwarded));
    }
}
