package io.ringway.gateway.ice;

import io.ringway.gateway.protocol.Event;
import java.util.OptionalLong;

/**
 * What a user was given.
 *
 * @param renewAt when to give new ones, in milliseconds since 1970: at 80 % of the credentials' life. Empty where there are
 *     no credentials that end, which nothing has to be done about.
 */
public record Issue(Event.IceServers servers, OptionalLong renewAt) {
    private static final long LIFE_PER_RENEWAL = 5;

    /** @param madeAt when the credentials' life began, which may be a while ago */
    static Issue withCredentials(Event.IceServers servers, long madeAt) {
        long life = servers.expiresAt() - madeAt;
        return new Issue(servers, OptionalLong.of(servers.expiresAt() - life / LIFE_PER_RENEWAL));
    }

    static Issue withoutCredentials(Event.IceServers servers) {
        return new Issue(servers, OptionalLong.empty());
    }
}
