package io.ringway.gateway;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.hazelcast.HazelcastCluster;
import io.ringway.cluster.local.LocalShelves;
import io.ringway.cluster.redis.RedisLink;
import io.ringway.cluster.redis.RedisShelves;
import io.ringway.cluster.shelves.ShelfStore;
import io.ringway.gateway.config.Config;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** Chooses where meetings and what belongs to them are kept: in Redis, in the cluster's memory, or in this node's. */
final class Shelves {
    private static final String KEYS = "meetings";

    private Shelves() {}

    static ShelfStore open(Config config, Vertx vertx, Cluster cluster, InstantSource clock) {
        if (config.redis().url().isPresent()) {
            String url = config.redis().url().get().reveal();
            RedisLink link = new RedisLink(vertx, CallStores.address(config.redis(), url));
            return new RedisShelves(link, KEYS, clock);
        }
        return cluster instanceof HazelcastCluster many ? many.shelves(clock) : new LocalShelves(clock);
    }
}
