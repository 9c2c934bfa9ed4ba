package io.ringway.gateway.http;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Names;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Development mode's {@code POST /dev/token}: a token for whoever asks, so that the demo needs no backend. The server
 * listens on loopback alone in this mode, and a page that reached it by a name of its own (DNS rebinding) is refused by the
 * Host header. Any event loop.
 */
public final class DevRoutes {
    private static final String TENANT = "demo";
    private static final Duration LONG = Duration.ofHours(12);
    private static final int MAX_BODY_BYTES = 4_096;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final TokenMinter minter;
    private final Duration ttl;

    /** @param maxLifetime the longest life of a token that the gateway accepts */
    public DevRoutes(TokenMinter minter, Duration maxLifetime) {
        this.minter = minter;
        this.ttl = LONG.compareTo(maxLifetime) < 0 ? LONG : maxLifetime;
    }

    public void mount(Router router) {
        JsonBody.read(() -> router.post("/dev/token"), MAX_BODY_BYTES);
        router.post("/dev/token").handler(this::mint);
    }

    private void mint(RoutingContext call) {
        var authority = call.request().authority();
        if (authority == null || !LOOPBACK.contains(authority.host())) {
            Answers.error(call.response(), ErrorCode.FORBIDDEN, "only this machine gets tokens here");
            return;
        }
        if (isForeign(call.request().getHeader(HttpHeaders.ORIGIN))) {
            Answers.error(call.response(), ErrorCode.FORBIDDEN, "pages of other origins get no tokens here");
            return;
        }
        JsonObject wish = wish(call.body().buffer());
        Object wished = wish.getValue("user_id", UUID.randomUUID().toString());
        if (!(wished instanceof String userId) || !Names.isUserId(userId)) {
            Answers.error(call.response(), ErrorCode.BAD_REQUEST, "`user_id` is a text of 1 to 256 characters");
            return;
        }
        var minted = minter.mint(new UserId(new Tenant(TENANT), userId), null, ttl);
        call.response()
                .putHeader("content-type", "application/json")
                .putHeader("cache-control", "no-store")
                .end(new JsonObject()
                        .put("token", minted.token())
                        .put("user_id", userId)
                        .put("service", TENANT)
                        .put("expires_at", minted.expiresAtMillis())
                        .toBuffer());
    }

    /** A page that is not this machine's own could have the token made, though not read it. */
    private static boolean isForeign(@Nullable String origin) {
        try {
            return origin != null && !LOOPBACK.contains(String.valueOf(new URI(origin).getHost()));
        } catch (URISyntaxException unreadable) {
            return true;
        }
    }

    /** What is no JSON object wishes for nothing. */
    private static JsonObject wish(@Nullable Buffer body) {
        try {
            return body != null && Json.decodeValue(body) instanceof JsonObject wish ? wish : new JsonObject();
        } catch (DecodeException notJson) {
            return new JsonObject();
        }
    }
}
