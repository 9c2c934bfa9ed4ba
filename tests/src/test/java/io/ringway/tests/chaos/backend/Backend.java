package io.ringway.tests.chaos.backend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ringway.tests.chaos.log.Event;
import io.ringway.tests.chaos.log.Logbook;
import io.ringway.tests.support.Secrets;
import io.ringway.tests.support.WebhookSignature;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens by all nodes, verifies that it is they, and writes it down; does so well or badly, by route. Its events
 * are in the order of their coming. Safe from any thread.
 */
public final class Backend implements AutoCloseable {
    /** The routes there are: everything is told to each of them. */
    public static final String MAIN = "main";

    public static final String SPARE = "spare";

    /** How a route answers. */
    public enum Manner {
        TAKES,
        FAILS,
        /** Does not answer while it is so. */
        HANGS,
        /** Says that it wants nothing any more. */
        GONE
    }

    private static final String SECRET = Secrets.keep("whsec_" + "Y2hhb3Mtd2ViaG9va3Mtc2VjcmV0LTAxMjM0NTY3");
    private static final int NO_CONTENT = 204;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("backend-", 0).factory());
    private final Map<String, Manner> manners = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    private final AtomicInteger forged = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicReference<@Nullable Grip> grip = new AtomicReference<>();
    private final List<Event> events = new ArrayList<>();

    private Backend(HttpServer server) {
        this.server = server;
        for (String route : List.of(MAIN, SPARE)) {
            manners.put(route, Manner.TAKES);
            attempts.put(route, new AtomicInteger());
            server.createContext("/" + route, exchange -> handle(route, exchange));
        }
        server.setExecutor(threads);
        server.start();
    }

    public static Backend listen(String host, int port) {
        try {
            return new Backend(HttpServer.create(new InetSocketAddress(host, port), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What nodes have to be told for both routes to be told everything; {@code {host}} and {@code {port}} are to be filled in. */
    public static String endpoints() {
        JsonArray endpoints = new JsonArray();
        for (String route : List.of(MAIN, SPARE)) {
            endpoints.add(new JsonObject()
                    .put("url", "http://{host}:{port}/" + route)
                    .put("tenant", "demo")
                    .put("secrets", new JsonArray().add(SECRET))
                    .put(
                            "events",
                            new JsonArray(List.of(
                                    "member.joined",
                                    "member.left",
                                    "group.occupied",
                                    "group.vacated",
                                    "message",
                                    "call.ringing",
                                    "call.answered",
                                    "call.ended",
                                    "call.missed"))));
        }
        return endpoints.encode();
    }

    /** The next event of the main route is taken, and not answered before {@link Grip#letGo}. */
    public Grip grip() {
        Grip fresh = new Grip();
        grip.set(fresh);
        return fresh;
    }

    /** An event that has been taken, and waits for its answer. */
    public static final class Grip {
        private final CountDownLatch free = new CountDownLatch(1);
        private volatile @Nullable String node;

        /** The address of the node that waits for the answer; null while none does. */
        public @Nullable String node() {
            return node;
        }

        /** Answers it, whether somebody is there to hear it or not. */
        public void letGo() {
            free.countDown();
        }

        private void hold(String address) {
            node = address;
            await(free, 60);
        }
    }

    public void behave(String route, Manner manner) {
        manners.put(route, manner);
    }

    /** How often anything was sent to the route. */
    public int attempts(String route) {
        return count(route).get();
    }

    /** How many of all were not signed as they have to be. */
    public int forged() {
        return forged.get();
    }

    /** How many of all were not taken: failed, hung, or gone. */
    public int refused() {
        return refused.get();
    }

    /** Everything that was taken, in the order of its coming. */
    public List<Event> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** Writes down what was taken, where anything was, one line of JSON for each. */
    public void write(Path file) {
        List<String> lines = events().stream()
                .map(event -> new JsonObject()
                        .put("at", event.at())
                        .put("from", event.from())
                        .put("route", event.route())
                        .put("id", event.id())
                        .put("type", event.type())
                        .put("happened", event.happened())
                        .put("data", event.data())
                        .encode())
                .toList();
        try {
            if (!lines.isEmpty()) {
                Files.write(file, lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AtomicInteger count(String route) {
        return Objects.requireNonNull(attempts.get(route), route);
    }

    private void handle(String route, HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        count(route).incrementAndGet();
        Manner manner = Objects.requireNonNull(manners.get(route), route);
        if (!isSigned(exchange, body)) {
            forged.incrementAndGet();
        }
        if (manner != Manner.TAKES) {
            refused.incrementAndGet();
        }
        int status = switch (manner) {
            case TAKES -> {
                take(route, exchange, body);
                yield NO_CONTENT;
            }
            case FAILS -> 500;
            case GONE -> 410;
            case HANGS -> {
                waitFor(route);
                yield 500;
            }
        };
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void take(String route, HttpExchange exchange, byte[] body) {
        String from = exchange.getRemoteAddress().getAddress().getHostAddress();
        JsonObject event = new JsonObject(io.vertx.core.buffer.Buffer.buffer(body));
        Event taken = new Event(
                Logbook.now(),
                from,
                route,
                header(exchange, "webhook-id"),
                event.getString("type"),
                Instant.parse(event.getString("timestamp")).toEpochMilli(),
                event.getJsonObject("data"));
        synchronized (events) {
            events.add(taken);
        }
        Grip held = route.equals(MAIN) ? grip.getAndSet(null) : null;
        if (held != null) {
            held.hold(from);
        }
    }

    /** Until the route is well again, or nobody can wait any more. */
    private void waitFor(String route) {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 300 && manners.get(route) == Manner.HANGS; i++) {
            await(never, 0.1);
        }
    }

    private static void await(CountDownLatch latch, double seconds) {
        try {
            boolean ignored = latch.await((long) (seconds * 1_000), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isSigned(HttpExchange exchange, byte[] body) {
        return WebhookSignature.holds(SECRET, exchange.getRequestHeaders()::getFirst, body);
    }

    private static String header(HttpExchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
