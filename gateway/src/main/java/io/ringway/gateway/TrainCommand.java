package io.ringway.gateway;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * {@code java -jar ringway.jar train}: does for some seconds what nodes do, so that a JVM which writes down what it has learnt
 * meanwhile (JEP 514) starts the next node with it. Reads no configuration, listens on loopback, and writes nothing itself.
 */
final class TrainCommand {
    static final String HELP = """
            usage: java -XX:AOTCacheOutput=FILE -jar ringway.jar train

            Starts nodes on free ports of this machine, has clients use them for some seconds, and ends. A JVM of version 25 or
            newer then writes FILE. Nodes that are started by it with -XX:AOTCache=FILE, from the same jar at the same place,
            are ready with half the work. Where jar or JVM are others, the file is left alone.
            """;

    static final String LOOPBACK = "127.0.0.1";

    private static final int CLIENTS = 200;
    private static final int GROUP_SIZE = 5;
    private static final int MESSAGES = 20;
    private static final int SECRET_BYTES = 32;
    /** Tries, a tenth of a second apart. */
    private static final int PATIENCE = 100;

    private static final Duration STEP = Duration.ofSeconds(60);
    private static final List<String> PAGES = List.of("/", "/js/ringway.js", "/v1/openapi.yaml");
    private static final List<String> FOR_OPERATORS = List.of("/health/live", "/health/ready", "/metrics");

    private final String secret;
    private final int clients;
    private final int messages;
    private final TokenMinter minter;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final WebSocketClient sockets;
    private final HttpClientAgent http = vertx.createHttpClient();
    private final List<Gateway> running = new ArrayList<>();

    /** @param messages how many each client sends to its group, and how many to another user */
    private TrainCommand(int clients, int messages) {
        this.clients = clients;
        this.messages = messages;
        this.sockets = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(clients));
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        this.secret = HexFormat.of().formatHex(random);
        this.minter = TokenMinter.of(config(Map.of()).auth(), InstantSource.system())
                .orElseThrow(() -> new IllegalStateException("no tokens can be made"));
    }

    /**
     * Blocks until it is over.
     *
     * @throws IllegalStateException where a node does not do what it should
     */
    static String run(List<String> arguments) {
        if (!arguments.isEmpty()) {
            if (List.of("help", "--help", "-h").contains(arguments.getFirst())) {
                return HELP;
            }
            throw new IllegalArgumentException("ringway train: takes no arguments\n\n" + HELP);
        }
        Runtimes.prepare(Config.of(Map.of("dev", "true")).log());
        Memory.returnWhenIdle();
        train(CLIENTS, MESSAGES);
        return "";
    }

    static void train(int clients, int messages) {
        TrainCommand training = new TrainCommand(clients, messages);
        try {
            training.alone();
            training.together();
        } finally {
            training.end();
        }
    }

    private void alone() {
        use(List.of(start(Map.of())));
        end(running.removeLast());
    }

    /** The first is told of nobody, and so need not wait for anybody. */
    private void together() {
        Map<String, String> first = clustered();
        Gateway one = start(first);
        Map<String, String> second = clustered();
        second.put("cluster.members", LOOPBACK + ":" + first.get("cluster.port"));
        use(List.of(one, start(second)));
    }

    private static Map<String, String> clustered() {
        Map<String, String> values = new HashMap<>();
        values.put("cluster.enabled", "true");
        values.put("cluster.host", LOOPBACK);
        values.put("cluster.port", Integer.toString(freePort()));
        values.put("cluster.bus_port", Integer.toString(freePort()));
        return values;
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private Config config(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(
                Map.of("http.host", LOOPBACK, "http.port", "0", "management.port", "0", "auth.hs256_secret", secret));
        values.putAll(more);
        return Config.of(values);
    }

    private Gateway start(Map<String, String> more) {
        Gateway node = await(Gateway.start(config(more)));
        running.add(node);
        return node;
    }

    private void use(List<Gateway> nodes) {
        for (Gateway node : nodes) {
            PAGES.forEach(page -> await(get(node.port(), page)));
            FOR_OPERATORS.forEach(page -> await(get(node.managementPort(), page)));
        }
        List<TrainingClient> users = await(each(
                clients,
                i -> TrainingClient.connect(sockets, nodes.get(i % nodes.size()).port(), token(i))));
        await(each(clients, i -> users.get(i).ask("join", group(i))));
        await(each(clients, i -> reach(users.get(i), i, PATIENCE)));
        await(each(clients, i -> talk(users.get(i), i, messages)));
        await(each(clients, i -> users.get(i).ask("members", group(i))));
        await(each(clients / 2, i -> users.get(i).ask("leave", group(i))));
        await(each(clients, i -> users.get(i).close()));
    }

    /** Of who has just come to a cluster that is as new, other nodes may hear a moment later. */
    private Future<Void> reach(TrainingClient client, int i, int tries) {
        return greet(client, i)
                .recover(refusal -> tries == 0
                        ? Future.failedFuture(refusal)
                        : vertx.timer(100, TimeUnit.MILLISECONDS).compose(passed -> reach(client, i, tries - 1)));
    }

    private Future<Void> greet(TrainingClient client, int i) {
        return client.ask(
                "send", new JsonObject().put("user_id", user((i + 1) % clients)).put("content", "hello"));
    }

    private Future<Void> talk(TrainingClient client, int i, int times) {
        Future<Void> said =
                client.ask("publish", group(i).put("content", "hello")).compose(published -> greet(client, i));
        return times == 1 ? said : said.compose(sent -> talk(client, i, times - 1));
    }

    private static JsonObject group(int client) {
        return new JsonObject().put("group", "group-" + client / GROUP_SIZE);
    }

    private static String user(int client) {
        return "user-" + client;
    }

    private String token(int client) {
        return minter.mint(new UserId(new Tenant("training"), user(client)), null, Duration.ofHours(1))
                .token();
    }

    private Future<Void> get(int port, String path) {
        return http.request(HttpMethod.GET, port, LOOPBACK, path)
                .compose(request -> request.send())
                .compose(HttpClientResponse::end);
    }

    private static <T> Future<List<T>> each(int count, Function<Integer, Future<T>> step) {
        List<Future<T>> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(step.apply(i));
        }
        return Future.all(steps).map(done -> done.list());
    }

    private void end() {
        running.reversed().forEach(TrainCommand::end);
        await(vertx.close());
    }

    private static void end(Gateway node) {
        await(node.stop());
    }

    private static <T> T await(Future<T> step) {
        try {
            return step.await(STEP.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new IllegalStateException("a node in training did not answer within " + STEP, late);
        }
    }
}
