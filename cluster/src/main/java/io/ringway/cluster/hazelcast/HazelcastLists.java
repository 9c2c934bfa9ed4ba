package io.ringway.cluster.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.MigrationListener;
import com.hazelcast.partition.MigrationState;
import com.hazelcast.partition.ReplicaMigrationEvent;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.KeptList;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists in the memory of the cluster, each on two of its nodes: they outlive any one. Fails what is not answered within
 * two seconds, as while a member hangs. Hub only.
 */
final class HazelcastLists implements ListStore {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastLists.class);
    private final Vertx vertx;
    private final MapAnswers answers;
    private final IMap<String, byte[]> map;
    private final Bounds bounds;
    private final InstantSource clock;
    private final Crowding crowding;

    /** @param name one of {@link HazelcastOptions#lists} */
    HazelcastLists(Vertx vertx, HazelcastInstance hazelcast, String name, Bounds bounds, InstantSource clock) {
        this.vertx = vertx;
        this.answers = new MapAnswers(vertx);
        this.map = hazelcast.getMap(Configs.LISTS + name);
        this.bounds = bounds;
        this.clock = clock;
        this.crowding = (Crowding) hazelcast
                .getConfig()
                .getMapConfig(map.getName())
                .getEvictionConfig()
                .getComparator();
        crowding.listenTo(map);
        hazelcast.getPartitionService().addMigrationListener(new Recount());
    }

    /** Nobody is told of what comes and goes with a partition. */
    private final class Recount implements MigrationListener {
        @Override
        public void migrationStarted(MigrationState plan) {}

        @Override
        public void migrationFinished(MigrationState done) {
            vertx.executeBlocking(() -> {
                        crowding.count(map);
                        return done;
                    })
                    .onFailure(failed -> LOG.debug("Lists were not counted: {}", failed.getMessage()));
        }

        @Override
        public void replicaMigrationCompleted(ReplicaMigrationEvent event) {}

        @Override
        public void replicaMigrationFailed(ReplicaMigrationEvent event) {}
    }

    @Override
    public Future<Integer> append(ListKey key, Item item) {
        return answers.ask(() -> map.submitToKey(key.text(), new ListSteps.Append(item, bounds, clock.millis())));
    }

    @Override
    public Future<ListPage> page(ListKey key, String after, int limit) {
        return answers.<byte @Nullable []>ask(() -> map.getAsync(key.text()))
                .map(bytes -> bytes == null
                        ? ListPage.EMPTY
                        : KeptList.decode(bytes).page(after, limit, bounds.oldest(clock.millis())));
    }

    @Override
    public Future<Integer> mark(ListKey key, String upTo) {
        return answers.ask(() -> map.submitToKey(key.text(), new ListSteps.Mark(upTo, bounds, clock.millis())));
    }

    @Override
    public Future<Integer> remove(ListKey key, String id) {
        return answers.ask(() -> map.submitToKey(key.text(), new ListSteps.Remove(id, bounds, clock.millis())));
    }

    @Override
    public Optional<String> trouble() {
        return answers.trouble();
    }

    @Override
    public long pushedOut() {
        return crowding.pushedOut();
    }

    /** Closing the Vert.x leaves Hazelcast. */
    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
