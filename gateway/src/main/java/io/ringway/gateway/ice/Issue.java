package io.ringway.gateway.ice;

import io.ringway.gateway.protocol.Event;
import java.util.OptionalLong;

/**
 * What a user was given.
 *
 * @param renewAt when to give new ones, in milliseconds since 1970: at 80 % of the credentials' life. Empty where there are
 *     no credentials, which nothing has to be done about.
 */
public record Issue(Event.IceServers servers, OptionalLong renewAt) {
    private static final double RENEW_AT = 0.8;

    static Issue withCredentials(String json, long now, long expiresAt) {
        long renewAt = now + (long) ((expiresAt - now) * RENEW_AT);
        return new Issue(new Event.IceServers(json, expiresAt), OptionalLong.of(renewAt));
    }

    static Issue withoutCredentials(String json, long expiresAt) {
        return new Issue(new Event.IceServers(json, expiresAt), OptionalLong.empty());
    }
}
