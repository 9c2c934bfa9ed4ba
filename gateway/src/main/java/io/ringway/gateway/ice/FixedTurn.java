package io.ringway.gateway.ice;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.config.IceProviderConfig;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Servers with one username and credential for everybody. They cannot be bound to a user, nor taken back. */
final class FixedTurn extends ProbedTurn {
    private final TurnServer server;
    private final InstantSource clock;

    FixedTurn(IceProviderConfig config, ProviderHealth health, TurnProbe probe, InstantSource clock) {
        super(health, probe);
        this.server = new TurnServer(
                config.urls(),
                new TurnCredentials(
                        config.username().orElseThrow(),
                        config.credential().orElseThrow().reveal()));
        this.clock = clock;
    }

    @Override
    public Future<TurnGrant> issue(UserId user, long ttlSeconds) {
        health().metrics().issued();
        return Future.succeededFuture(
                TurnGrant.of(List.of(server), List.of(), true, clock.millis() + ttlSeconds * 1000));
    }

    @Override
    public Future<Boolean> revoke(Tenant tenant, String username) {
        return Future.succeededFuture(false);
    }

    @Override
    public Future<Optional<Owned>> owner(String username) {
        return Future.succeededFuture(Optional.empty());
    }
}
