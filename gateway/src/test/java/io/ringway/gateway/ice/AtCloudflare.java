package io.ringway.gateway.ice;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** TURN providers that are asked over HTTP, with a real server in Cloudflare's place. The clock moves only when told to. */
@SuppressWarnings("NullAway.Init")
abstract class AtCloudflare {
    static final String COTURN = "{\"name\": \"own\", \"urls\": [\"turn:own.example\"], \"secret\": \"north\"}";
    static final Tenant DEMO = new Tenant("demo");

    final Vertx vertx = Vertx.vertx();
    final Metrics metrics = new Metrics();
    volatile Instant now = Instant.ofEpochSecond(1_790_000_000);
    FakeCloudflare cloudflare;

    @BeforeEach
    void start() throws Exception {
        cloudflare = new FakeCloudflare(vertx);
    }

    @AfterEach
    void close() throws Exception {
        cloudflare.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    IceServers servers(String... providers) {
        return servers(Map.of("ice.providers", "[" + String.join(",", providers) + "]"));
    }

    IceServers servers(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("dev", "true");
        all.putIfAbsent("ice.turn.quota", "100000");
        return new IceServers(vertx, Config.of(all).ice(), metrics, () -> now);
    }

    static String name(TurnGrant grant) {
        return grant.server().credentials().username();
    }

    static Principal user(String name) {
        return new Principal(new UserId(DEMO, name), Grants.ALL, 0);
    }

    static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    static Throwable failure(Future<?> future) {
        return Objects.requireNonNull(
                assertThrows(ExecutionException.class, () -> done(future)).getCause());
    }

    static JsonObject turn(Issue issue) {
        JsonArray servers = new JsonArray(issue.servers().json());
        return servers.getJsonObject(servers.size() - 1);
    }

    static String username(Issue issue) {
        return turn(issue).getString("username");
    }

    static ProviderHealth.State state(IceServers servers) {
        return servers.health().getFirst().status().state();
    }
}
