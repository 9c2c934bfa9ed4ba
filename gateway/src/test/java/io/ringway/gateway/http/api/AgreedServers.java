package io.ringway.gateway.http.api;

import static io.ringway.gateway.Futures.done;

import io.ringway.gateway.Gateway;
import io.ringway.gateway.Gateways;
import io.ringway.gateway.Ports;
import io.ringway.gateway.ice.FakeCloudflare;
import io.ringway.gateway.push.VapidKeys;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Three servers: one where all is well, one that takes few calls, and one that reaches nobody and nothing. */
final class AgreedServers implements AutoCloseable {
    static final String SECRET = Gateways.SECRET;
    static final String DEMO = "sk_0123456789abcdef0123456789abcdef";
    static final String OTHER = "sk_ffffffffffffffffffffffffffffffff";
    static final String READER = "sk_eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
    static final String SENDER = "sk_dddddddddddddddddddddddddddddddd";
    static final VapidKeys VAPID = VapidKeys.generate();

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer gone = receiver();
    private final FakeCloudflare deaf = deaf(vertx);
    final Gateway well = start(well());
    final Gateway tight = start(Map.of("api.requests_per_second", "1", "api.request_burst", "10"));
    final Gateway cut = start(cut());

    private static FakeCloudflare deaf(Vertx vertx) {
        try {
            FakeCloudflare deaf = new FakeCloudflare(vertx);
            deaf.is(FakeCloudflare.Mood.ERROR);
            return deaf;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private HttpServer receiver() {
        return done(vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .onComplete(
                                body -> request.response().setStatusCode(410).end()))
                .listen(0, "127.0.0.1"));
    }

    private String webhook() {
        return "[{\"url\":\"http://127.0.0.1:" + gone.actualPort()
                + "/\",\"tenant\":\"demo\",\"secrets\":[\"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"],"
                + "\"groups\":[\"told*\"],\"events\":[\"member.joined\"]}]";
    }

    private Map<String, String> well() {
        return Map.ofEntries(
                Map.entry("api.requests_per_second", "1000000"),
                Map.entry("api.request_burst", "1000000"),
                Map.entry("groups.max_groups", "100"),
                Map.entry("groups.keys", "1"),
                Map.entry("auth.max_revocations", "100"),
                Map.entry("meetings.sessions", "2"),
                Map.entry("meetings.kept", "3"),
                Map.entry("meetings.added", "2"),
                Map.entry("rooms.max_peers", "1"),
                Map.entry("ice.turn.urls", "turn:t.example"),
                Map.entry("ice.turn.secret", "north"),
                Map.entry("ice.turn.quota", "12"),
                Map.entry("push.vapid_public_key", VAPID.publicText()),
                Map.entry("push.vapid_private_key", VAPID.privateText()),
                Map.entry("push.subject", "mailto:a@b.example"),
                Map.entry("webhooks.give_up", "1s"),
                Map.entry("webhooks.endpoints", webhook()));
    }

    private Map<String, String> cut() {
        int port = Ports.free("127.0.0.1");
        return Map.ofEntries(
                Map.entry("api.requests_per_second", "1000000"),
                Map.entry("api.request_burst", "1000000"),
                Map.entry("cluster.enabled", "true"),
                Map.entry("cluster.port", Integer.toString(port)),
                Map.entry("cluster.bus_port", Integer.toString(Ports.free("127.0.0.1"))),
                Map.entry("cluster.members", "127.0.0.1:" + port),
                Map.entry("cluster.min_nodes", "2"),
                Map.entry("webhooks.endpoints", webhook()),
                Map.entry("redis.url", "redis://127.0.0.1:1"),
                Map.entry("auth.hs256_secret", ""),
                Map.entry("auth.jwks_url", "http://127.0.0.1:1/jwks"),
                Map.entry("ice.providers", "[" + deaf.provider("cf", "10s") + "]"),
                Map.entry("push.vapid_public_key", VAPID.publicText()),
                Map.entry("push.vapid_private_key", VAPID.privateText()),
                Map.entry("push.subject", "mailto:a@b.example"));
    }

    private static Gateway start(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "auth.hs256_secret",
                SECRET,
                "ice.turn.keys",
                "[{\"id\":\"shop\",\"tenant\":\"demo\",\"secret\":\"" + SECRET + "\"}]",
                "meetings.presets",
                "[{\"name\":\"viewer\",\"groups\":{\"{meeting}\":[\"join\"]}}]",
                "api.keys",
                "[{\"tenant\":\"demo\",\"key\":\"" + DEMO + "\"},{\"tenant\":\"other\",\"key\":\"" + OTHER
                        + "\"},{\"tenant\":\"demo\",\"scopes\":[\"read\"],\"key\":\"" + READER
                        + "\"},{\"tenant\":\"demo\",\"scopes\":[\"messages\"],\"key\":\"" + SENDER + "\"}]"));
        values.putAll(more);
        values.values().removeIf(String::isEmpty);
        return Gateways.start(values);
    }

    @Override
    public void close() {
        for (Gateway gateway : List.of(well, tight, cut)) {
            Gateways.stop(gateway);
        }
        deaf.close();
        done(vertx.close());
    }
}
