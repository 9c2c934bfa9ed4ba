package io.ringway.tests.chaos.scenarios;

import java.util.List;

/** Every scenario of the full run, in order. */
public final class Scenarios {
    private Scenarios() {}

    public static List<Scenario> all() {
        return List.of(
                new Kill(),
                new Hang(),
                new Partition(),
                new TwoKills(),
                new RollingRestart(),
                new SlowReaders(),
                new ResetAll(),
                new OneWay(),
                new Flapping(),
                new Loss(),
                new FarApart(),
                new Busy(),
                new Webhooks(),
                new WebhooksInRedis(),
                new BadReceiver());
    }
}
