package io.ringway.gateway;

import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.PushConfig;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.push.Push;
import io.ringway.gateway.push.PushDesk;
import io.ringway.gateway.push.PushHosts;
import io.ringway.gateway.session.Hub;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** Puts pushes together, where there are keys for them. */
record Pushing(Notifier notifier, PushDesk desk) {
    static Pushing open(Config config, Vertx vertx, Hub hub, CallStores stores, Metrics metrics, InstantSource clock) {
        Push push = config.push()
                .keys()
                .map(keys -> {
                    PushConfig said = config.push();
                    Push.Settings settings = new Push.Settings(
                            keys,
                            said.subject().orElseThrow(),
                            new PushHosts(said.hosts(), config.dev()),
                            said.perUser(),
                            said.age(),
                            said.messageTtl(),
                            said.timeout(),
                            said.concurrency(),
                            said.waiting());
                    return new Push(
                            vertx,
                            hub.context(),
                            settings,
                            stores.devices(),
                            stores.pushUsers(),
                            metrics.push(),
                            clock);
                })
                .orElse(null);
        return new Pushing(push == null ? Notifier.NOBODY : push, new PushDesk(vertx, hub.context(), push, clock));
    }
}
