package io.ringway.gateway.ice;

import io.vertx.core.Future;

/** Servers that are not asked for credentials, so that only a probe tells whether they are well. Nothing is kept of what was issued. */
abstract sealed class ProbedTurn implements TurnProvider permits FixedTurn, SecretTurn {
    private final ProviderHealth health;
    private final TurnProbe probe;

    ProbedTurn(ProviderHealth health, TurnProbe probe) {
        this.health = health;
        this.probe = probe;
    }

    @Override
    public final ProviderHealth health() {
        return health;
    }

    @Override
    public final void forget(String username) {
        // none are kept
    }

    @Override
    public final Future<Void> check() {
        return probe.check(health);
    }
}
