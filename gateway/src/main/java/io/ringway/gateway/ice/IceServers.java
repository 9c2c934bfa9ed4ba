package io.ringway.gateway.ice;

import io.ringway.cluster.UserId;
import io.ringway.gateway.config.IceConfig;
import io.ringway.gateway.config.Secret;
import io.ringway.gateway.config.TurnConfig;
import io.ringway.gateway.protocol.Event;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The STUN and TURN servers a user is told to use. Immutable; any thread.
 *
 * <p>TURN credentials follow draft-uberti-behave-turn-rest-00, which coturn's {@code use-auth-secret} checks: the username is
 * {@code <unix expiry>:<tenant>/<user>}, the credential the base64 of its HMAC-SHA1 under the shared secret.
 */
public final class IceServers {
    private static final String HMAC = "HmacSHA1";

    private final List<String> stun;
    private final TurnConfig turn;
    private final InstantSource clock;

    public IceServers(IceConfig config, InstantSource clock) {
        this.stun = config.servers();
        this.turn = config.turn();
        this.clock = clock;
    }

    /** The servers, with credentials of this user's own, and until when they hold. */
    public Event.IceServers issue(UserId user) {
        long expirySeconds = clock.instant().plus(turn.ttl()).getEpochSecond();
        JsonArray servers = new JsonArray();
        if (!stun.isEmpty()) {
            servers.add(new JsonObject().put("urls", new JsonArray(stun)));
        }
        turn.secret().ifPresent(secret -> servers.add(turn(secret, user, expirySeconds)));
        return new Event.IceServers(servers.encode(), expirySeconds * 1000);
    }

    private JsonObject turn(Secret secret, UserId user, long expirySeconds) {
        String username = expirySeconds + ":" + user.tenant().name() + "/" + user.id();
        return new JsonObject()
                .put("urls", new JsonArray(turn.urls()))
                .put("username", username)
                .put("credential", credential(secret, username));
    }

    private static String credential(Secret secret, String username) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.utf8(), HMAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
