package io.ringway.gateway.outgoing;

import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Clients for hosts that are asked again and again. */
public final class Outgoing {
    private Outgoing() {}

    /**
     * Follows no redirect: where to is an operator's word alone. A connection that nobody needs for a minute is closed.
     *
     * @param connectTimeout how long an answer may take each request says for itself
     * @param connections at once to one host and port
     */
    public static WebClient client(Vertx vertx, Duration connectTimeout, int connections) {
        return WebClient.create(
                vertx,
                new WebClientOptions()
                        .setConnectTimeout((int) connectTimeout.toMillis())
                        .setIdleTimeout(1)
                        .setIdleTimeoutUnit(TimeUnit.MINUTES)
                        .setFollowRedirects(false)
                        .setUserAgent("ringway"),
                new PoolOptions().setHttp1MaxSize(connections));
    }
}
