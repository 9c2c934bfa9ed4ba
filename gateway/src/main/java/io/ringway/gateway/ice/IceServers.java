package io.ringway.gateway.ice;

import io.ringway.cluster.UserId;
import io.ringway.gateway.config.IceConfig;
import io.ringway.gateway.config.TurnConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The STUN and TURN servers a user is told to use. Any thread. */
public final class IceServers {
    private final List<String> stun;
    private final List<String> urls;
    private final TurnConfig turn;
    private final Optional<SharedSecret> secret;
    private final CredentialQuota quota;
    private final InstantSource clock;

    public IceServers(IceConfig config, InstantSource clock) {
        this.stun = TurnUrls.usable(config.servers());
        this.turn = config.turn();
        this.urls = TurnUrls.usable(turn.urls());
        this.secret = turn.secret().filter(given -> !urls.isEmpty()).map(SharedSecret::new);
        this.quota = new CredentialQuota(turn.quota(), turn.ttl());
        this.clock = clock;
    }

    /** The servers, with credentials of this user's own; empty where the user has had its share of credentials. */
    public Optional<Issue> issue(UserId user) {
        return !hasTurn() || takeShare(user) ? Optional.of(renew(user)) : Optional.empty();
    }

    /** As {@link #issue}, for a connection that was given some before: counts against nothing. */
    public Issue renew(UserId user) {
        long now = clock.millis();
        long expirySeconds = clock.instant().plus(turn.ttl()).getEpochSecond();
        return secret.map(minting -> Issue.withCredentials(
                        servers(minting.mint(user, expirySeconds)).encode(), now, expirySeconds * 1000))
                .orElseGet(() -> Issue.withoutCredentials(stun().encode(), expirySeconds * 1000));
    }

    /** Whether there is a TURN server at all. */
    public boolean hasTurn() {
        return secret.isPresent();
    }

    /** Counts one against the user's share of credentials; false where there is none left. */
    public boolean takeShare(UserId user) {
        return quota.take(user, clock.millis());
    }

    /**
     * Credentials for a backend to pass on; counts against nothing.
     *
     * @throws java.util.NoSuchElementException where there is no TURN server
     */
    public TurnGrant grant(UserId user, long ttlSeconds) {
        long expirySeconds = clock.instant().getEpochSecond() + ttlSeconds;
        return new TurnGrant(stun, urls, secret.orElseThrow().mint(user, expirySeconds), ttlSeconds);
    }

    /** How long credentials hold where nothing else is asked for. */
    public long ttlSeconds() {
        return turn.ttl().toSeconds();
    }

    /** Milliseconds until a user who had its share may ask again. */
    public long retryAfterMillis() {
        return quota.retryAfter(clock.millis());
    }

    /** The servers that need no credentials: for a user who had its share. */
    public Issue withoutTurn() {
        return Issue.withoutCredentials(
                stun().encode(), clock.instant().plus(turn.ttl()).toEpochMilli());
    }

    private JsonArray stun() {
        return stun.isEmpty()
                ? new JsonArray()
                : new JsonArray().add(new JsonObject().put("urls", new JsonArray(stun)));
    }

    private JsonArray servers(TurnCredentials credentials) {
        return stun().add(new JsonObject()
                .put("urls", new JsonArray(urls))
                .put("username", credentials.username())
                .put("credential", credentials.password()));
    }
}
