package io.ringway.gateway;

import io.ringway.cluster.redis.RedisOutStream;
import io.ringway.gateway.webhooks.Delivery;
import io.ringway.gateway.webhooks.Sink;
import io.vertx.core.Future;
import java.util.List;

/** A stream that is told what webhooks are told, in the same words. Hub only. */
record StreamSink(String stream, RedisOutStream out) implements Sink {
    @Override
    public Future<Outcome> send(Delivery delivery) {
        return out.add(List.of("id", delivery.id(), "type", delivery.type().code(), "event", delivery.body()))
                .<Outcome>map(added -> new Outcome.Delivered())
                .otherwise(failed -> new Outcome.Failed(out.trouble()));
    }
}
