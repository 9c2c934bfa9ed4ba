package io.ringway.gateway.ice;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.config.IceConfig;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Event;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The STUN and TURN servers a user is told to use. Any thread; futures are completed when returned where nobody outside has
 * to be asked, else they complete on the caller's context. They fail with an {@link IceException}.
 */
public final class IceServers {
    /** The longest life of credentials that a backend may ask for, in seconds: two days, as Cloudflare has it. */
    public static final long MAX_TTL_S = 172_800;

    private final List<String> stun;
    /** What every welcome says where there is no TURN server, or no credentials yet. */
    private final String stunAlone;

    private final List<TurnProvider> providers;
    private final FailOver failOver;
    private final RelayPolicy policy;
    private final CredentialQuota quota;
    private final TakenBackList takenBack = new TakenBackList();
    private final long ttlSeconds;
    private final InstantSource clock;
    private final ProviderChecks checks;

    public IceServers(Vertx vertx, IceConfig config, Metrics metrics, InstantSource clock) {
        this.stun = TurnUrls.usable(config.servers());
        this.stunAlone = servers(stun, List.of()).encode();
        this.providers = new TurnProviders(vertx, metrics, clock).of(config);
        this.failOver = new FailOver(providers);
        this.policy = new RelayPolicy(config);
        this.quota = new CredentialQuota(config.turn().quota(), config.turn().ttl());
        this.ttlSeconds = config.turn().ttl().toSeconds();
        this.clock = clock;
        this.checks = new ProviderChecks(vertx, providers, config.checkInterval());
    }

    /** From now on providers are checked, until {@link #close}. */
    public void start() {
        checks.start();
    }

    public void close() {
        checks.close();
    }

    /** What is known of each provider, in the operator's order. */
    public List<ProviderHealth> health() {
        return providers.stream().map(TurnProvider::health).toList();
    }

    /** Whether this user's calls go through relays alone. */
    public boolean relayOnly(Principal user) {
        return policy.relayOnly(user);
    }

    /** As {@link #relayOnly(Principal)}, for everybody in a tenant. */
    public boolean relayOnly(Tenant tenant) {
        return policy.relayOnly(tenant);
    }

    /** The servers, with credentials of this user's own; counts against the user's share. */
    public Future<Issue> issue(Principal user) {
        if (hasTurn() && !takeShare(user.user())) {
            return Future.failedFuture(new IceException.ShareUsed(retryAfterMillis()));
        }
        return renew(user);
    }

    /** As {@link #issue}, for a connection that was given some before: counts against nothing. */
    public Future<Issue> renew(Principal user) {
        if (!hasTurn()) {
            return Future.succeededFuture(withoutTurn(user));
        }
        long until = takenBack.until(TurnOwner.of(user.user()), clock.millis());
        return until > 0
                ? Future.failedFuture(new IceException.TakenBack(until))
                : failOver.issue(user.user(), ttlSeconds).map(grant -> issued(user, grant));
    }

    /** The servers that need no credentials: for whom there are none, or none yet. */
    public Issue withoutTurn(Principal user) {
        return Issue.withoutCredentials(told(user, stunAlone, clock.millis() + ttlSeconds * 1000));
    }

    private Issue issued(Principal user, TurnGrant grant) {
        TurnGrant whole = grant.behind(stun);
        Event.IceServers servers =
                told(user, servers(whole.stun(), whole.turn()).encode(), grant.expiresAt());
        return grant.fixed() && providers.size() == 1
                ? Issue.withoutCredentials(servers)
                : Issue.withCredentials(servers, grant.expiresAt() - ttlSeconds * 1000);
    }

    private Event.IceServers told(Principal user, String servers, long expiresAt) {
        return new Event.IceServers(servers, expiresAt, relayOnly(user));
    }

    /** Whether there is a TURN server at all. */
    public boolean hasTurn() {
        return !providers.isEmpty();
    }

    private boolean takeShare(UserId user) {
        return quota.take(user, clock.millis());
    }

    private long retryAfterMillis() {
        return quota.retryAfter(clock.millis());
    }

    /**
     * Credentials for a backend to pass on: always new ones, as most of those who pass them on say that they hold for as long
     * as was asked for. Fails where none of that is left when they come.
     *
     * @param counted whether they are somebody's, and count against that user's share
     */
    public Future<TurnGrant> grant(UserId user, boolean counted, long ttl) {
        if (!hasTurn()) {
            return Future.failedFuture(new IceException.NoTurn());
        }
        if (counted && !takeShare(user)) {
            return Future.failedFuture(new IceException.ShareUsed(retryAfterMillis()));
        }
        return failOver.issueOnce(user, ttl)
                .compose(grant -> secondsLeft(grant) > 0
                        ? Future.succeededFuture(grant.behind(stun))
                        : Future.failedFuture(new IceException.Unavailable()));
    }

    /** For how many whole seconds these hold from now on. */
    public long secondsLeft(TurnGrant grant) {
        return Math.max(0, (grant.expiresAt() - clock.millis()) / 1000);
    }

    /** How long credentials hold where nothing else is asked for. */
    public long ttlSeconds() {
        return ttlSeconds;
    }

    /** As {@link #takeBack(Tenant, String, Supplier)}, where there is no other node. */
    Future<List<Owned>> takeBack(Tenant tenant, String username) {
        return takeBack(tenant, username, () -> Future.succeededFuture(List.of()));
    }

    /**
     * Takes credentials back as far as that can be done: those of an upstream that takes them back are over; those of a
     * shared secret hold until their end, and their user is given no new ones until then. On this node: tell the others.
     *
     * @param elsewhere whose they are as other nodes know it: an upstream does not say, and takes back whatever it has made
     * @return whose they were, where that is known
     */
    public Future<List<Owned>> takeBack(Tenant tenant, String username, Supplier<Future<List<Owned>>> elsewhere) {
        return owners(username)
                .compose(here -> here.isEmpty() && hasTurn() ? elsewhere.get() : Future.succeededFuture(here))
                .compose(known -> {
                    boolean foreign =
                            known.stream().anyMatch(one -> !one.owner().isOf(tenant));
                    if (foreign || !hasTurn()) {
                        return Future.failedFuture(new IceException.UnknownCredentials());
                    }
                    long now = clock.millis();
                    // Said before anything is done, so that it can be asked for again.
                    return known.stream().anyMatch(one -> !takenBack.hasRoom(one.owner(), now))
                            ? Future.failedFuture(new IceException.TooManyTakenBack())
                            : revokeUpstream(tenant, username).map(done -> {
                                forget(username, known);
                                return known;
                            });
                });
    }

    /**
     * Another node has taken credentials back.
     *
     * @param told whose they are, as that node knows it
     */
    public Future<Void> takenBack(Tenant tenant, String username, List<Owned> told) {
        return owners(username)
                .map(known -> Stream.concat(known.stream(), told.stream())
                        .filter(one -> one.isOf(tenant))
                        .toList())
                .onSuccess(known -> forget(username, known))
                .mapEmpty();
    }

    /** Whose credentials these are, as far as this node knows; of one provider or another. */
    public Future<List<Owned>> owners(String username) {
        List<Future<Optional<Owned>>> asked =
                providers.stream().map(provider -> provider.owner(username)).toList();
        return Future.join(asked)
                .map(done -> asked.stream()
                        .map(Future::result)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private void forget(String username, List<Owned> known) {
        long now = clock.millis();
        for (Owned one : known) {
            takenBack.add(one.owner(), Math.min(one.expiresAt(), now + MAX_TTL_S * 1000), now);
            providers.forEach(provider -> provider.forget(username));
        }
    }

    private Future<Void> revokeUpstream(Tenant tenant, String username) {
        List<Future<Boolean>> asked = providers.stream()
                .map(provider -> provider.revoke(tenant, username))
                .toList();
        return Future.join(asked).otherwiseEmpty().compose(done -> {
            if (asked.stream().anyMatch(answer -> answer.succeeded() && answer.result())) {
                return Future.succeededFuture();
            }
            return Future.failedFuture(
                    asked.stream().anyMatch(Future::failed)
                            ? new IceException.Unavailable()
                            : new IceException.UnknownCredentials());
        });
    }

    private static JsonArray servers(List<String> stun, List<TurnServer> turn) {
        List<JsonObject> servers = new ArrayList<>();
        if (!stun.isEmpty()) {
            servers.add(server(stun, null));
        }
        turn.forEach(server -> servers.add(server(server.urls(), server.credentials())));
        return new JsonArray(servers);
    }

    /** An RTCIceServer. */
    public static JsonObject server(List<String> urls, @Nullable TurnCredentials credentials) {
        JsonObject server = new JsonObject().put("urls", new JsonArray(urls));
        return credentials == null
                ? server
                : server.put("username", credentials.username()).put("credential", credentials.password());
    }
}
