package io.ringway.gateway.push;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says to push services who sends (RFC 8292): a signed statement for each, which is good for hours and signed anew long
 * before that. Any thread.
 */
final class Vapid {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = part(new JsonObject().put("typ", "JWT").put("alg", "ES256"));

    /** At most a day is allowed; clocks may differ. */
    private static final long LIFETIME_S = 12 * 3_600;

    private static final long RENEW_S = 6 * 3_600;
    private static final int REMEMBERED = 256;

    private final VapidKeys keys;
    private final String subject;
    private final InstantSource clock;
    private final Map<String, Statement> statements = new LinkedHashMap<>();

    private record Statement(String header, long renewAt) {}

    /** @param subject who to turn to, a {@code mailto:} or {@code https:} URL */
    Vapid(VapidKeys keys, String subject, InstantSource clock) {
        this.keys = keys;
        this.subject = subject;
        this.clock = clock;
    }

    /** The header {@code Authorization} of a request to an endpoint. */
    synchronized String authorization(URI endpoint) throws GeneralSecurityException {
        String origin = origin(endpoint);
        long now = clock.millis() / 1_000;
        Statement known = statements.get(origin);
        if (known != null && now < known.renewAt()) {
            return known.header();
        }
        Statement made = new Statement("vapid t=" + sign(origin, now) + ", k=" + keys.publicText(), now + RENEW_S);
        statements.put(origin, made);
        if (statements.size() > REMEMBERED) {
            statements.remove(statements.keySet().iterator().next());
        }
        return made.header();
    }

    private String sign(String origin, long now) throws GeneralSecurityException {
        JsonObject claims =
                new JsonObject().put("aud", origin).put("exp", now + LIFETIME_S).put("sub", subject);
        String signed = HEADER + "." + part(claims);
        return signed + "." + BASE64.encodeToString(keys.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String part(JsonObject json) {
        return BASE64.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static String origin(URI endpoint) {
        String port = endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort();
        return endpoint.getScheme() + "://" + endpoint.getHost() + port;
    }
}
