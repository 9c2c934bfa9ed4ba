package io.ringway.gateway.ice;

import io.ringway.gateway.config.IceConfig;
import io.ringway.gateway.config.IceProviderConfig;
import io.ringway.gateway.config.Secret;
import io.ringway.gateway.config.TurnConfig;
import io.ringway.gateway.metrics.Metrics;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Makes providers from the configuration. One whose URLs browsers all refuse is none. */
final class TurnProviders {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Metrics metrics;
    private final InstantSource clock;

    TurnProviders(Vertx vertx, Metrics metrics, InstantSource clock) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.clock = clock;
    }

    List<TurnProvider> of(IceConfig config) {
        List<TurnProvider> providers = new ArrayList<>();
        TurnConfig turn = config.turn();
        if (isUsable(turn.urls())) {
            providers.add(secret(IceConfig.TURN, turn.urls(), turn.secret().orElseThrow(), PROBE_TIMEOUT));
        }
        for (IceProviderConfig more : config.providers()) {
            if (more.type() == IceProviderConfig.Kind.CLOUDFLARE || isUsable(more.urls())) {
                providers.add(of(more));
            }
        }
        return List.copyOf(providers);
    }

    private static boolean isUsable(List<String> urls) {
        return TurnUrls.usable(urls).stream().anyMatch(url -> url.startsWith("turn"));
    }

    private TurnProvider of(IceProviderConfig config) {
        return switch (config.type()) {
            case STATIC ->
                new FixedTurn(
                        config, health(config.name()), new TurnProbe(vertx, config.urls(), config.timeout()), clock);
            case COTURN -> secret(config.name(), config.urls(), config.secret().orElseThrow(), config.timeout());
            case CLOUDFLARE ->
                new CloudflareTurn(vertx, new CloudflareApi(vertx, config), health(config.name()), clock);
        };
    }

    private TurnProvider secret(String name, List<String> urls, Secret secret, Duration timeout) {
        return new SecretTurn(urls, secret, health(name), new TurnProbe(vertx, urls, timeout), clock);
    }

    private ProviderHealth health(String name) {
        return new ProviderHealth(name, metrics.iceProvider(name), clock);
    }
}
