package io.ringway.cluster.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.ringway.cluster.mesh.MeshPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What a node has that has joined the others: a member of Hazelcast, and the port that its mesh is at. */
record Joined(HazelcastInstance hazelcast, MeshPort port) {
    /** Opens both ports and finds the others. Fails where a port is taken. Any thread. */
    static Future<Joined> join(Vertx vertx, HazelcastOptions options, Config config) {
        return MeshPort.open(vertx, options.host(), options.busPort()).compose(port -> {
            Configs.address(config, options.host(), port.port());
            return vertx.executeBlocking(() -> member(config, options), false)
                    .map(member -> new Joined(member, port))
                    .recover(refusal -> port.close().transform(closed -> Future.failedFuture(refusal)));
        });
    }

    /** Blocks; so does the first look at each map, which therefore happens here and not on an event loop. */
    private static HazelcastInstance member(Config config, HazelcastOptions options) {
        HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
        if (options.expectsOthers()) {
            Companions.await(member.getCluster(), Math.max(2, options.minNodes()), Companions.PATIENCE_MS);
        }
        Configs.MAPS.forEach(member::getMap);
        return member;
    }

    /** The port first, so that nobody waits for answers by it any more. */
    Future<Void> leave(Vertx vertx) {
        return port.close()
                .eventually(() -> vertx.executeBlocking(
                        () -> {
                            hazelcast.shutdown();
                            return true;
                        },
                        false));
    }
}
