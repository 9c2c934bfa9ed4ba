package io.ringway.tests.chaos.scenarios;

/** The same, where what is to be told is kept in a Redis, which outlives every node. */
final class WebhooksInRedis extends Webhooks {
    @Override
    public String name() {
        return "webhooks-redis";
    }

    @Override
    public String what() {
        return super.what() + " What is to be told is in a Redis.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return super.adapt(setup).inRedis();
    }
}
