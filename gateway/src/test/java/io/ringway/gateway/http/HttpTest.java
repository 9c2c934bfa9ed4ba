package io.ringway.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cluster;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.metrics.BufferMemory;
import io.ringway.gateway.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Metrics metrics = new Metrics();
    private final AtomicReference<ManagementServer> management = new AtomicReference<>();

    @AfterEach
    void stop() {
        client.close();
        await(vertx.close());
    }

    @Test
    void servesThePagesItWasPackedWith() throws Exception {
        int port = pages(Assets.packed(), HttpLimits.DEFAULTS);
        HttpResponse<String> page = get(port, "/");
        assertEquals(200, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "content-type"));
        assertEquals("nosniff", header(page, "x-content-type-options"));
        assertEquals("no-referrer", header(page, "referrer-policy"));
        assertTrue(header(page, "content-security-policy").contains("connect-src 'self' ws: wss:"));
        assertTrue(header(page, "content-security-policy").contains("script-src 'self' 'sha256-"));
        assertFalse(header(page, "content-security-policy").contains("unsafe"));
        assertEquals(page.body(), get(port, "/index.html").body());
    }

    @Test
    void anUnchangedFileIsNotSentAgain(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("js"));
        Files.writeString(folder.resolve("js/a.js"), "export const a = 1;");
        int port = pages(Assets.read(folder), HttpLimits.DEFAULTS);
        HttpResponse<String> first = get(port, "/js/a.js");
        assertEquals("export const a = 1;", first.body());
        assertEquals("text/javascript; charset=utf-8", header(first, "content-type"));
        HttpResponse<String> again = get(port, "/js/a.js", "If-None-Match", header(first, "etag"));
        assertEquals(304, again.statusCode());
        assertEquals("", again.body());
    }

    @Test
    void aTextIsSentGzippedToWhomAcceptsIt(@TempDir Path folder) throws Exception {
        String text = "export const a = 1;\n".repeat(200);
        Files.createDirectories(folder.resolve("js"));
        Files.writeString(folder.resolve("js/a.js"), text);
        int port = pages(Assets.read(folder), HttpLimits.DEFAULTS);

        HttpResponse<byte[]> zipped = bytes(port, "/js/a.js", "Accept-Encoding", "br, GZIP;q=0.5");
        assertEquals("gzip", header(zipped, "content-encoding"));
        assertEquals("accept-encoding", header(zipped, "vary"));
        assertTrue(zipped.body().length < text.length() / 10);
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertEquals(text, new String(plain.readAllBytes(), StandardCharsets.UTF_8));
        }

        HttpResponse<byte[]> refused = bytes(port, "/js/a.js", "Accept-Encoding", "gzip;q=0");
        assertEquals(text, new String(refused.body(), StandardCharsets.UTF_8));
        assertTrue(refused.headers().firstValue("content-encoding").isEmpty());
        assertEquals("accept-encoding", header(refused, "vary"));
        assertNotEquals(header(zipped, "etag"), header(refused, "etag"), "one tag per coding");

        HttpResponse<byte[]> again =
                bytes(port, "/js/a.js", "Accept-Encoding", "gzip", "If-None-Match", header(zipped, "etag"));
        assertEquals(304, again.statusCode());
    }

    @Test
    void whatIsSmallOrPackedAlreadyIsSentAsItIs(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("js"));
        Files.writeString(folder.resolve("js/a.js"), "export const a = 1;");
        Files.write(folder.resolve("js/a.png"), new byte[10_000]);
        int port = pages(Assets.read(folder), HttpLimits.DEFAULTS);

        for (String path : List.of("/js/a.js", "/js/a.png")) {
            HttpResponse<byte[]> sent = bytes(port, path, "Accept-Encoding", "gzip");
            assertTrue(sent.headers().firstValue("content-encoding").isEmpty(), path);
            assertTrue(sent.headers().firstValue("vary").isEmpty(), path);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/../secret.html",
                "/js/%2e%2e/%2e%2e/secret.html",
                "/js/..%2fsecret.html",
                "/.hidden.html",
                "/js/.hidden.js",
                "/test/t.js",
                "/package.json",
                "//index.html",
                "/js",
                "/js/",
                "/index.html%00.js"
            })
    void whatIsNotPublicIsA404(String path, @TempDir Path folder) throws Exception {
        Path root = Files.createDirectories(folder.resolve("webroot"));
        Files.createDirectories(root.resolve("js"));
        Files.createDirectories(root.resolve("test"));
        for (String file : List.of("index.html", ".hidden.html", "js/.hidden.js", "test/t.js", "package.json")) {
            Files.writeString(root.resolve(file), "x");
        }
        Files.writeString(folder.resolve("secret.html"), "secret");
        int port = pages(Assets.read(root), HttpLimits.DEFAULTS);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String answer = exchange(socket, "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
            assertTrue(answer.contains("cache-control: no-store"), answer);
            assertTrue(
                    answer.endsWith("{\"code\":\"not_found\",\"message\":\"nothing is here\",\"temporary\":false}"),
                    answer);
        }
    }

    @Test
    void aClientThatDripsItsRequestIsCutOff() throws Exception {
        int port = pages(
                Assets.packed(), HttpLimits.DEFAULTS.withTimeouts(Duration.ofMillis(300), Duration.ofMillis(300)));
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket dripping = new Socket(InetAddress.getLoopbackAddress(), port)) {
            dripping.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
            assertEquals("", exchange(silent, ""));
            assertEquals("", exchange(dripping, ""));
        }
        int patient =
                pages(Assets.packed(), HttpLimits.DEFAULTS.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300)));
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), patient)) {
            String answer = exchange(idle, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 200 "), "answered, then closed when nothing more came");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: a\r\nHost: a\r\n", "Host: a\r\nhost: b\r\n"})
    void aRequestForNoHostOrForTwoIsRefused(String hosts) throws Exception {
        int port = pages(Assets.packed(), HttpLimits.DEFAULTS);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String answer = exchange(socket, "GET / HTTP/1.1\r\n" + hosts + "Connection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("\"code\":\"bad_request\""), answer);
        }
    }

    @Test
    void aRequestOfBeforeHostsWereNamedIsAnswered() throws Exception {
        int port = pages(Assets.packed(), HttpLimits.DEFAULTS);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String answer = exchange(socket, "HEAD / HTTP/1.0\r\n\r\n");
            assertTrue(answer.contains(" 200 "), answer);
        }
    }

    @Test
    void aHeadOverTheLimitIsRefused() throws Exception {
        int port = pages(Assets.packed(), HttpLimits.DEFAULTS);
        try (Socket line = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket head = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String big = "x".repeat(17_000);
            assertEquals(" 414 ", status(exchange(line, "GET /" + big + " HTTP/1.1\r\n\r\n")));
            assertEquals(" 431 ", status(exchange(head, "GET / HTTP/1.1\r\nA: " + big + "\r\n\r\n")));
        }
    }

    @Test
    void readinessFollowsTheClusterAndTheDrainAndLivenessDoesNot() throws Exception {
        AtomicReference<Cluster.Health> health = new AtomicReference<>(new Cluster.Health(true, List.of(), 3));
        int port = management(() -> Objects.requireNonNull(health.get()));
        assertEquals(200, get(port, "/health/ready").statusCode());
        health.set(new Cluster.Health(false, List.of("alone of three"), 1));
        HttpResponse<String> alone = get(port, "/health/ready");
        assertEquals(503, alone.statusCode());
        assertEquals(new JsonArray(List.of("alone of three")), new JsonObject(alone.body()).getJsonArray("reasons"));
        health.set(new Cluster.Health(true, List.of(), 3));
        Objects.requireNonNull(management.get()).draining();
        assertEquals(503, get(port, "/health/ready").statusCode());
        assertEquals(200, get(port, "/health/live").statusCode());
        assertEquals(404, get(port, "/health").statusCode());
    }

    @Test
    void aNodeThatHasNotJoinedItsClusterIsAliveAndNotReady() throws Exception {
        ManagementServer server = new ManagementServer(vertx, "127.0.0.1", 0, metrics);
        await(server.start());
        assertEquals(200, get(server.port(), "/health/live").statusCode());
        HttpResponse<String> ready = get(server.port(), "/health/ready");
        assertEquals(503, ready.statusCode());
        JsonObject told = new JsonObject(ready.body());
        assertEquals("not_ready", told.getString("status"));
        assertTrue(told.getJsonArray("reasons").getString(0).startsWith("starting: "), ready.body());
        assertTrue(get(server.port(), "/metrics").body().contains("\nringway_ready 0.0\n"));
        assertEquals(503, get(server.port(), "/admin").statusCode());
        server.tellOf(() -> new Cluster.Health(true, List.of(), 2), List::of, null);
        assertEquals(200, get(server.port(), "/health/ready").statusCode());
        assertTrue(get(server.port(), "/metrics").body().contains("\nringway_peers 1.0\n"));
        assertEquals(404, get(server.port(), "/admin").statusCode());
    }

    @Test
    void metricsAreInPrometheusForm() throws Exception {
        metrics.opened("native");
        metrics.opened("skapi");
        metrics.closed("skapi", "slow_consumer");
        metrics.slowConsumer();
        metrics.authFailure("expired");
        metrics.sent(5, 500, 2);
        metrics.calls().live(3);
        metrics.calls().ended("hangup");
        int port = management(() -> new Cluster.Health(true, List.of(), 3));
        get(port, "/metrics");
        metrics.opened("native");
        String text = get(port, "/metrics").body();
        for (String line : List.of(
                "ringway_connections{dialect=\"native\"} 2.0",
                "ringway_connections{dialect=\"skapi\"} 0.0",
                "ringway_sockets_opened_total{dialect=\"native\"} 2.0",
                "ringway_sockets_closed_total{code=\"slow_consumer\"} 1.0",
                "ringway_slow_consumers_total 1.0",
                "ringway_outboxes_cut_total 0.0",
                "ringway_buffers_refused_total 0.0",
                "ringway_outbox_bytes 0.0",
                "ringway_auth_failures_total{reason=\"expired\"} 1.0",
                "ringway_frames_sent_total 5.0",
                "ringway_sent_bytes_total 500.0",
                "ringway_flushes_total 2.0",
                "ringway_groups 4.0",
                "ringway_members 9.0",
                "ringway_ready 1.0",
                "ringway_calls 3.0",
                "ringway_calls_ended_total{reason=\"hangup\"} 1.0",
                "ringway_peers 2.0")) {
            assertTrue(text.contains("\n" + line + "\n"), line + " in " + text);
        }
        for (String name : List.of(
                "ringway_event_loop_lag_max_seconds ",
                "ringway_buffer_memory_bytes ",
                "ringway_buffer_memory_max_bytes ",
                "jvm_memory_used_bytes",
                "jvm_threads_live",
                "process_files_open",
                "process_cpu")) {
            assertTrue(text.contains("\n" + name), name);
        }
    }

    private int pages(Assets assets, HttpLimits limits) {
        GatewayServer server = new GatewayServer(
                vertx,
                ServerOptions.local().withHttp(limits),
                Map.of(),
                new AddressGate(Config.of(Map.of("dev", "true")).limits().address()),
                () -> PublicRouter.create(vertx, () -> assets, routes -> {}, status -> {}),
                metrics,
                BufferMemory.ofThisProcess());
        await(server.start());
        return server.port();
    }

    private int management(Supplier<Cluster.Health> health) {
        metrics.groups(4);
        metrics.members(10);
        metrics.members(-1);
        ManagementServer server = new ManagementServer(vertx, "127.0.0.1", 0, metrics);
        server.tellOf(health, List::of, null);
        await(server.start());
        management.set(server);
        return server.port();
    }

    private HttpResponse<String> get(int port, String path, String... headers) throws Exception {
        return get(HttpResponse.BodyHandlers.ofString(), port, path, headers);
    }

    private HttpResponse<byte[]> bytes(int port, String path, String... headers) throws Exception {
        return get(HttpResponse.BodyHandlers.ofByteArray(), port, path, headers);
    }

    private <T> HttpResponse<T> get(HttpResponse.BodyHandler<T> body, int port, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), body);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String status(String answer) {
        return answer.length() < 13 ? answer : answer.substring(8, 13);
    }

    /** Sends, and reads until the server closes. */
    private static String exchange(Socket socket, String request) throws IOException {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
