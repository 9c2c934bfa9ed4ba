package io.ringway.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.Config;
import io.ringway.gateway.http.ws.RawClient;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whole nodes, each started for one question. */
class GatewayTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LOOPBACK = "127.0.0.1";

    /** A node in development mode. */
    private record Running(Gateway gateway) implements AutoCloseable {
        static Running with(String... keysAndValues) throws Exception {
            Map<String, String> values = new HashMap<>(Map.of("http.port", "0", "management.port", "0", "dev", "true"));
            for (int i = 0; i < keysAndValues.length; i += 2) {
                values.put(keysAndValues[i], keysAndValues[i + 1]);
            }
            return new Running(Gateway.start(Config.of(values))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS));
        }

        HttpResponse<String> post(String path, String body) throws Exception {
            return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        HttpResponse<String> get(String path, String token) throws Exception {
            return send(HttpRequest.newBuilder(uri(path)).header("authorization", "Bearer " + token));
        }

        private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }

        private URI uri(String path) {
            return URI.create("http://127.0.0.1:" + gateway.port() + path);
        }

        @Override
        public void close() {
            gateway.stop()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }
    }

    /** A client that says its first words in one breath with the handshake; they wait to be read. */
    private static RawClient hasty(Running node, String query, String text) throws IOException {
        RawClient client = new RawClient(node.gateway().port());
        ByteArrayOutputStream breath = new ByteArrayOutputStream();
        breath.writeBytes(RawClient.handshake("/realtime" + query).getBytes(StandardCharsets.US_ASCII));
        breath.writeBytes(RawClient.encode(RawClient.FIN | RawClient.TEXT, text.getBytes(StandardCharsets.UTF_8)));
        client.send(breath.toByteArray());
        return client;
    }

    private static JsonObject next(RawClient client) throws IOException {
        return new JsonObject(client.next().text());
    }

    private static String token(Running node, String user) throws Exception {
        return new JsonObject(node.post("/dev/token", "{\"user_id\":\"" + user + "\"}")
                        .body())
                .getString("token");
    }

    @Test
    void theWelcomeComesFirstEvenToAClientThatBeginsWithNonsense() throws Exception {
        try (Running node = Running.with("http.event_loops", "3")) {
            String token = token(node, "ada");
            for (int i = 0; i < 30; i++) {
                try (RawClient client = hasty(node, "?token=" + token, "nonsense")) {
                    assertEquals(101, client.answer().status());
                    assertEquals("welcome", next(client).getString("type"));
                    assertEquals("bad_request", next(client).getString("code"));
                }
            }
        }
    }

    @Test
    void aTokenRequestThatIsNoneDoesNotBreakTheServer() throws Exception {
        try (Running node = Running.with()) {
            for (String body : List.of("", "5", "[1]", "null", "nonsense")) {
                assertEquals(200, node.post("/dev/token", body).statusCode(), body);
            }
            for (String wish : List.of("null", "5", "{}", "\"\"", "\"a\\n\"")) {
                HttpResponse<String> answer = node.post("/dev/token", "{\"user_id\":" + wish + "}");
                assertEquals(400, answer.statusCode(), wish);
                assertEquals("bad_request", new JsonObject(answer.body()).getString("code"), wish);
            }
        }
    }

    @Test
    void aTokenForThePageLivesNoLongerThanIsAccepted() throws Exception {
        try (Running node = Running.with("auth.max_lifetime", "1h");
                RawClient client = hasty(node, "?token=" + token(node, "ada"), "{}")) {
            assertEquals(101, client.answer().status());
            assertEquals("welcome", next(client).getString("type"));
        }
    }

    @Test
    void aPageOfAnotherOriginIsGivenNoToken() throws Exception {
        try (Running node = Running.with()) {
            assertEquals(403, tokenFor(node, "http://elsewhere.example").statusCode());
            assertEquals(403, tokenFor(node, "null").statusCode());
            assertEquals(200, tokenFor(node, "http://localhost:5173").statusCode());
        }
    }

    /** It was said that anybody gets one, and nobody did. */
    @Test
    void developmentModeGivesTokensBesidesOtherKeys() throws Exception {
        try (Running node = Running.with("auth.jwks_url", "http://127.0.0.1:1/keys.json")) {
            assertEquals(200, node.get("/v1/ice-servers", token(node, "ada")).statusCode());
        }
    }

    /** A proxy that does not pass the Host header on shut Ringway's own pages out. */
    @Test
    void pagesOfThePublicUrlMayConnect() throws Exception {
        try (Running node = Running.with("http.public_url", "https://rtc.example.com/")) {
            String path = "/realtime?token=" + token(node, "ada");
            for (String origin : List.of("https://rtc.example.com", "http://ringway.test")) {
                assertEquals(101, upgraded(node, path, origin), origin);
            }
            assertEquals(403, upgraded(node, path, "https://elsewhere.example"));
        }
    }

    private static int upgraded(Running node, String path, String origin) throws IOException {
        try (RawClient page = new RawClient(node.gateway().port())) {
            return page.request(RawClient.handshake(path, "Origin: " + origin)).status();
        }
    }

    private static HttpResponse<String> tokenFor(Running node, String origin) throws Exception {
        return Running.send(HttpRequest.newBuilder(node.uri("/dev/token"))
                .header("origin", origin)
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    }

    @Test
    void operatorsSeeThatNobodyIsConnectedYet() throws Exception {
        try (Running node = Running.with()) {
            assertTrue(metrics(node).contains("ringway_connections{dialect=\"ringway\"} 0.0"), metrics(node));
            assertTrue(metrics(node).contains("ringway_sockets_opened_total{dialect=\"skapi\"} 0.0"), metrics(node));
        }
    }

    @Test
    void operatorsSeeWhichErrorsClientsGetAndThatThereWereNoneBefore() throws Exception {
        try (Running node = Running.with()) {
            assertTrue(metrics(node).contains("ringway_errors_total{code=\"internal\"} 0.0"), metrics(node));
            try (RawClient client = hasty(node, "?token=" + token(node, "ada"), "nonsense")) {
                assertEquals(101, client.answer().status());
                next(client);
                assertEquals("bad_request", next(client).getString("code"));
            }
            node.get("/nothing", "");

            String text = metrics(node);

            assertTrue(text.contains("ringway_errors_total{code=\"bad_request\"} 1.0"), text);
            assertTrue(text.contains("ringway_http_answers_total{status=\"4xx\"} 1.0"), text);
        }
    }

    private static String metrics(Running node) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + node.gateway().managementPort() + "/metrics");
        return Running.send(HttpRequest.newBuilder(uri)).body();
    }

    @Test
    void aTokenThatCannotBeCheckedYetIsNotCalledBad() throws Exception {
        try (Running node = Running.with("auth.jwks_url", "http://127.0.0.1:1/keys.json")) {
            String token = tokenOfUnknownKey();
            assertEquals(503, node.get("/v1/ice-servers", token).statusCode());
            try (RawClient refused = hasty(node, "?token=" + token, "")) {
                assertEquals(503, refused.answer().status());
            }
            try (RawClient client = hasty(node, "", hello(token))) {
                assertEquals(101, client.answer().status());
                assertEquals("unavailable", next(client).getString("code"));
                assertEquals(4302, client.nextMessage().status());
            }
        }
    }

    /** It was closed as one that had said no hello: the timer ran on while the keys were read. */
    @Test
    void whoSaidHelloInTimeWaitsForTheKeys() throws Exception {
        try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String keys = "http://127.0.0.1:" + hung.getLocalPort() + "/keys.json";
            Future<Gateway> starting = Gateway.start(Config.of(Map.of(
                    "http.port", "0",
                    "http.event_loops", "1",
                    "management.port", "0",
                    "dev", "true",
                    "auth.jwks_url", keys,
                    "auth.jwks_min_interval", "100ms",
                    "limits.hello_timeout", "100ms")));
            // The reading at the start fails: the node starts without the set.
            hung.accept().close();
            try (Running node = new Running(Futures.done(starting));
                    RawClient ada = hasty(node, "", hello(tokenOfUnknownKey()))) {
                assertEquals(101, ada.answer().status());
                try (Socket reading = hung.accept();
                        RawClient silent = RawClient.open(node.gateway().port(), "/realtime")) {
                    assertEquals(4303, silent.nextMessage().status(), "by now ada's time is over, too");
                    assertTrue(reading.isConnected());
                }
                assertEquals("unavailable", next(ada).getString("code"));
                assertEquals(4302, ada.nextMessage().status());
            }
        }
    }

    private static String hello(String token) {
        return "{\"type\":\"hello\",\"id\":0,\"token\":\"" + token + "\"}";
    }

    private static String tokenOfUnknownKey() {
        return unknown("{\"alg\":\"RS256\",\"kid\":\"k\"}") + "." + unknown("{}") + "." + unknown("signature");
    }

    @Test
    void aPortThatIsTakenIsNamedByItsKey() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            for (String key : List.of("http.port", "management.port")) {
                ExecutionException refused = assertThrows(
                        ExecutionException.class, () -> Running.with(key, port).close());
                String message = String.valueOf(refused.getCause());
                assertTrue(message.contains(key + ": cannot listen on 127.0.0.1:" + port), message);
            }
        }
    }

    /** It was never said, and the process did not end: what was waited for was told on a loop that had gone. */
    @Test
    void aPortOfTheClusterThatIsTakenIsNamedByItsKey() throws Exception {
        String other = Integer.toString(Ports.free(LOOPBACK));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            for (String[] ports : new String[][] {{port, other}, {other, port}}) {
                ExecutionException refused = assertThrows(
                        ExecutionException.class,
                        () -> Running.with(
                                        "cluster.enabled",
                                        "true",
                                        "cluster.port",
                                        ports[0],
                                        "cluster.bus_port",
                                        ports[1])
                                .close());
                String message = String.valueOf(refused.getCause());
                assertTrue(message.contains("cluster.port " + ports[0]), message);
                assertTrue(message.contains("cluster.bus_port " + ports[1]), message);
            }
        }
    }

    /** Its port was closed for as long as the join took: a probe took the node for dead, and had it started again. */
    @Test
    void aNodeThatLooksForItsClusterIsAlive() throws Exception {
        int management = Ports.free(LOOPBACK);
        Future<Gateway> starting;
        // A member that hangs: it takes connections, and says nothing on them.
        try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            starting = Gateway.start(Config.of(Map.of(
                    "http.port",
                    "0",
                    "management.port",
                    Integer.toString(management),
                    "dev",
                    "true",
                    "cluster.enabled",
                    "true",
                    "cluster.port",
                    Integer.toString(Ports.free(LOOPBACK)),
                    "cluster.bus_port",
                    Integer.toString(Ports.free(LOOPBACK)),
                    "cluster.members",
                    "127.0.0.1:" + hung.getLocalPort())));
            try (Socket asked = hung.accept()) {
                assertTrue(asked.isConnected());
                assertEquals(200, operators(management, "/health/live").statusCode());
                HttpResponse<String> ready = operators(management, "/health/ready");
                assertEquals(503, ready.statusCode());
                assertTrue(ready.body().contains("starting: "), ready.body());
                assertFalse(starting.isComplete());
            }
        }
        try (Running alone = new Running(Futures.done(starting))) {
            assertEquals(
                    200,
                    operators(alone.gateway().managementPort(), "/health/ready").statusCode());
        }
    }

    private static HttpResponse<String> operators(int port, String path) throws Exception {
        return Running.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
    }

    private static String unknown(String part) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(StandardCharsets.UTF_8));
    }
}
