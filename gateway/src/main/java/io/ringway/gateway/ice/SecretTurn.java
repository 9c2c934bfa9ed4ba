package io.ringway.gateway.ice;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.Secret;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * A server that shares a secret with this gateway, such as coturn: credentials are made here, without asking it. It trusts
 * whoever knows the secret until the time in the username, so there is nobody to be told that they are taken back.
 */
final class SecretTurn extends ProbedTurn {
    private final List<String> urls;
    private final SharedSecret secret;
    private final InstantSource clock;

    SecretTurn(List<String> urls, Secret secret, ProviderHealth health, TurnProbe probe, InstantSource clock) {
        super(health, probe);
        this.urls = urls;
        this.secret = new SharedSecret(secret);
        this.clock = clock;
    }

    @Override
    public Future<TurnGrant> issue(UserId user, long ttlSeconds) {
        long expirySeconds = clock.instant().getEpochSecond() + ttlSeconds;
        TurnServer server = new TurnServer(urls, secret.mint(user, expirySeconds));
        health().metrics().issued();
        return Future.succeededFuture(TurnGrant.of(List.of(server), List.of(), false, expirySeconds * 1000));
    }

    @Override
    public Future<Boolean> revoke(Tenant tenant, String username) {
        return Future.succeededFuture(
                TurnName.parse(username).map(name -> name.owner().isOf(tenant)).orElse(false));
    }

    @Override
    public Future<Optional<Owned>> owner(String username) {
        return Future.succeededFuture(
                TurnName.parse(username).map(name -> new Owned(name.owner(), name.expirySeconds() * 1000)));
    }
}
