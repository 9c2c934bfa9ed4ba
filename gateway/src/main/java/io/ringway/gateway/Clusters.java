package io.ringway.gateway;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.hazelcast.HazelcastCluster;
import io.ringway.cluster.hazelcast.HazelcastOptions;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.config.ClusterConfig;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.HostPort;
import io.ringway.gateway.session.SessionOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;

/** Chooses between a node on its own and one of many: the one place that knows both. */
final class Clusters {
    private Clusters() {}

    /** What everything on this node runs on; whoever asked for it closes it. */
    static Vertx vertx(Config config) {
        return Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(FrontDoors.serverOptions(config).loopCount()));
    }

    /** The cluster that lives on that Vert.x, joined: a matter of seconds where others are to be found. Closed before it. */
    static Future<Cluster> open(Config config, Vertx vertx) {
        if (!config.cluster().enabled()) {
            return Future.succeededFuture(new LocalCluster());
        }
        HazelcastOptions cluster =
                options(config.cluster(), SessionOptions.of(config.sessions()), CallStores.inMemory(config));
        return HazelcastCluster.open(vertx, cluster)
                .<Cluster>map(joined -> joined)
                .recover(failure -> Future.failedFuture(refusal(cluster, failure)));
    }

    private static IllegalStateException refusal(HazelcastOptions cluster, Throwable failure) {
        return new IllegalStateException(
                "cluster: cannot start with cluster.port %d and cluster.bus_port %d on cluster.host %s: %s"
                        .formatted(cluster.port(), cluster.busPort(), cluster.host(), failure.getMessage()),
                failure);
    }

    private static HazelcastOptions options(ClusterConfig config, SessionOptions sessions, Map<String, Integer> lists) {
        return new HazelcastOptions(
                config.name(),
                config.host(),
                config.port(),
                config.busPort(),
                config.members().stream().map(HostPort::toString).toList(),
                config.kubernetesService().orElse(""),
                config.minNodes(),
                sessions.graceMillis(),
                sessions.keepsSessions() ? sessions.longestGraceMillis() : 0,
                lists);
    }
}
