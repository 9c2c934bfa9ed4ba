package io.ringway.gateway;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.hazelcast.HazelcastCluster;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.local.LocalLists;
import io.ringway.cluster.redis.RedisAddress;
import io.ringway.cluster.redis.RedisLink;
import io.ringway.cluster.redis.RedisLists;
import io.ringway.cluster.redis.RedisSeen;
import io.ringway.cluster.redis.RedisWords;
import io.ringway.cluster.seen.SeenStore;
import io.ringway.cluster.words.WordStore;
import io.ringway.gateway.config.CallHistoryConfig;
import io.ringway.gateway.config.CallTimelineConfig;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.PushConfig;
import io.ringway.gateway.config.RedisConfig;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.push.Push;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where it is kept what happens in calls, how the backend's calls were answered, and who can be pushed to: in Redis, in the
 * cluster's memory, or in this node's.
 */
record CallStores(ListStore histories, ListStore timelines, ListStore answers, ListStore devices, ListStore pushUsers) {
    private static final String HISTORIES = "calls";
    private static final String TIMELINES = "timelines";
    private static final String ANSWERS = "answers";
    private static final String DEVICES = "devices";
    private static final String PUSH_USERS = "push-users";

    /** Of one Idempotency-Key: how each try began and ended. */
    private static final int STEPS = 64;

    /** What every call has, and what happens again and again. */
    private static final int LISTS_PER_CALL = 2;

    /** Of a user, the list of subscriptions, and one for each of these, which most users have one or two of. */
    private static final int LISTS_PER_USER = 3;

    /** Of each tenant, in Redis: some 100 bytes each. */
    private static final int SEEN_USERS = 1_000_000;

    private static final int PUSH_USER_LISTS = 64 * Push.USER_LISTS;

    static CallStores open(Config config, Vertx vertx, Cluster cluster, InstantSource clock) {
        RedisLink redis = link(config, vertx);
        CallHistoryConfig history = config.calls().history();
        CallTimelineConfig timeline = config.calls().timeline();
        Bounds histories = new Bounds(history.entries(), history.age(), history.users());
        Bounds timelines = new Bounds(timeline.entries(), timeline.age(), lists(timeline));
        PushConfig push = config.push();
        Bounds devices = new Bounds(push.perUser(), push.age(), lists(push));
        Bounds pushUsers = new Bounds(Push.USERS_PER_LIST, push.age(), PUSH_USER_LISTS);
        Opener opener = new Opener(cluster, redis, clock);
        // A link of their own: one push asks for thousands of subscriptions.
        Opener pushes = new Opener(cluster, push.keys().isPresent() ? link(config, vertx) : null, clock);
        return new CallStores(
                history.enabled() ? opener.open(HISTORIES, histories) : ListStore.NONE,
                timeline.enabled() ? opener.open(TIMELINES, timelines) : ListStore.NONE,
                opener.open(
                        ANSWERS,
                        new Bounds(
                                STEPS,
                                config.api().idempotencyAge(),
                                config.api().idempotencyKeys())),
                push.keys().isPresent() ? pushes.open(DEVICES, devices) : ListStore.NONE,
                push.keys().isPresent() ? pushes.open(PUSH_USERS, pushUsers) : ListStore.NONE);
    }

    private static @Nullable RedisLink link(Config config, Vertx vertx) {
        return config.redis()
                .url()
                .map(url -> new RedisLink(vertx, address(config.redis(), url.reveal())))
                .orElse(null);
    }

    private static int lists(CallTimelineConfig timeline) {
        return LISTS_PER_CALL * timeline.calls();
    }

    private static int lists(PushConfig push) {
        return LISTS_PER_USER * push.users();
    }

    /** What is said of groups is in the memory of every node, and in a Redis where there is one, on a connection of its own. */
    static WordStore words(Config config, Vertx vertx) {
        return words(config, vertx, "groups");
    }

    /** The same of what users say about calls to them. */
    static WordStore rules(Config config, Vertx vertx) {
        return words(config, vertx, "call-rules");
    }

    private static WordStore words(Config config, Vertx vertx, String name) {
        RedisLink link = link(config, vertx);
        return link == null ? WordStore.NONE : new RedisWords(link, name);
    }

    /** When users were last here is in the memory of the nodes, and in a Redis where there is one. */
    static SeenStore seen(Config config, Vertx vertx, InstantSource clock) {
        RedisLink link = link(config, vertx);
        return link == null
                ? SeenStore.NONE
                : new RedisSeen(link, "seen", config.api().lastSeenAge(), SEEN_USERS, clock);
    }

    static RedisAddress address(RedisConfig redis, String url) {
        return new RedisAddress(url, redis.prefix(), redis.connectTimeout(), redis.timeout());
    }

    /** How many lists a node of the cluster keeps in memory, by their name; none where a Redis keeps them. */
    static Map<String, Integer> inMemory(Config config) {
        return config.redis().url().isPresent()
                ? Map.of()
                : Map.of(
                        HISTORIES,
                        config.calls().history().users(),
                        TIMELINES,
                        lists(config.calls().timeline()),
                        ANSWERS,
                        config.api().idempotencyKeys(),
                        DEVICES,
                        lists(config.push()),
                        PUSH_USERS,
                        PUSH_USER_LISTS);
    }

    private record Opener(Cluster cluster, @Nullable RedisLink redis, InstantSource clock) {
        ListStore open(String name, Bounds bounds) {
            if (redis != null) {
                return new RedisLists(redis, name, bounds, clock);
            }
            return cluster instanceof HazelcastCluster many
                    ? many.lists(name, bounds, clock)
                    : new LocalLists(bounds, clock);
        }
    }

    /** From now on it can be seen how much had to go for what is newer. */
    void countedBy(Metrics metrics) {
        metrics.pushedOut(HISTORIES, histories::pushedOut);
        metrics.pushedOut(TIMELINES, timelines::pushedOut);
        metrics.pushedOut(ANSWERS, answers::pushedOut);
        metrics.pushedOut(DEVICES, devices::pushedOut);
        metrics.pushedOut(PUSH_USERS, pushUsers::pushedOut);
    }

    /** What is wrong with them at the moment, in an operator's words; a node serves all the same. Any thread. */
    List<String> troubles() {
        return Stream.concat(
                        troubles("the history of calls is", histories, timelines),
                        Stream.concat(
                                troubles("the store of Idempotency-Keys is", answers),
                                troubles("subscriptions to pushes are", devices, pushUsers)))
                .toList();
    }

    private static Stream<String> troubles(String what, ListStore... stores) {
        return Stream.of(stores)
                .flatMap(store -> store.trouble().stream())
                .distinct()
                .map(trouble -> "degraded: " + what + " not available (" + trouble + ")");
    }

    Future<Void> close() {
        return histories
                .close()
                .eventually(timelines::close)
                .eventually(answers::close)
                .eventually(devices::close)
                .eventually(pushUsers::close);
    }
}
