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
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;

/** Chooses between a node on its own and one of many: the one place that knows both. */
final class Clusters {
    private Clusters() {}

    /** A Vert.x and the cluster that lives on it; whoever opened them closes them, the cluster first. */
    record Opened(Vertx vertx, Cluster cluster) {}

    static Future<Opened> open(Config config) {
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(FrontDoors.serverOptions(config).loopCount());
        if (!config.cluster().enabled()) {
            return Future.succeededFuture(new Opened(Vertx.vertx(options), new LocalCluster()));
        }
        HazelcastOptions cluster =
                options(config.cluster(), SessionOptions.of(config.sessions()), CallStores.inMemory(config));
        Vertx vertx = Vertx.vertx(options);
        // Of no context: that of a Vert.x which is closed would let nobody hear why.
        Promise<Opened> opened = Promise.promise();
        HazelcastCluster.open(vertx, cluster)
                .onSuccess(joined -> opened.complete(new Opened(vertx, joined)))
                .onFailure(failure -> vertx.close().onComplete(closed -> opened.fail(refusal(cluster, failure))));
        return opened.future();
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
