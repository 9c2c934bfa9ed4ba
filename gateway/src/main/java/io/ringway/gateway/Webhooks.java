package io.ringway.gateway;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.hazelcast.HazelcastCluster;
import io.ringway.cluster.local.LocalOutbox;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.redis.RedisLink;
import io.ringway.cluster.redis.RedisOutbox;
import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.WebhookConfig;
import io.ringway.gateway.config.WebhooksConfig;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.outgoing.Outgoing;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.webhooks.EventType;
import io.ringway.gateway.webhooks.HttpSink;
import io.ringway.gateway.webhooks.Outbox;
import io.ringway.gateway.webhooks.Receiver;
import io.ringway.gateway.webhooks.Schedule;
import io.ringway.gateway.webhooks.Signature;
import io.ringway.gateway.webhooks.Witness;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the outbox together, where somebody is to be told something, and drives it. */
final class Webhooks {
    private static final long TICK_MILLIS = 250;
    private static final int ID_BYTES = 6;
    private static final String KEYS = "outbox";

    private final @Nullable Outbox outbox;
    private final @Nullable OutboxStore store;
    private final Vertx vertx;
    private volatile long ticker = -1;

    private Webhooks(Vertx vertx, @Nullable Outbox outbox, @Nullable OutboxStore store) {
        this.vertx = vertx;
        this.outbox = outbox;
        this.store = store;
    }

    static Webhooks open(Config config, Vertx vertx, Cluster cluster, Metrics metrics, InstantSource clock) {
        WebhooksConfig hooks = config.webhooks();
        if (hooks.endpoints().isEmpty() && config.streams().out().isEmpty()) {
            return new Webhooks(vertx, null, null);
        }
        WebClient client = Outgoing.client(vertx, hooks.timeout(), hooks.concurrency());
        Schedule schedule = schedule(config);
        List<Receiver> receivers = new ArrayList<>();
        hooks.endpoints().forEach(endpoint -> receivers.add(receiver(endpoint, client, hooks, schedule, clock)));
        receivers.addAll(Streams.receivers(config, vertx));
        OutboxStore store = store(config, vertx, cluster, clock);
        Outbox outbox = new Outbox(new Outbox.Parts(
                receivers,
                store,
                new ClusterNodes(cluster),
                config.sessions().grace().toMillis(),
                hooks.waitingBytes(isInRedis(config)),
                metrics::webhook,
                metrics::webhookLost,
                clock,
                new Random()));
        return new Webhooks(vertx, outbox, store);
    }

    private static boolean isInRedis(Config config) {
        return config.redis().url().isPresent();
    }

    /** Of what was put aside each receiver has a share, streams that are written to too. */
    static long deadBytes(Config config) {
        int receivers =
                config.webhooks().endpoints().size() + config.streams().out().size();
        return config.webhooks().deadLettersBytes(isInRedis(config), receivers);
    }

    private static Schedule schedule(Config config) {
        WebhooksConfig hooks = config.webhooks();
        return new Schedule(
                hooks.retryFirst().toMillis(),
                hooks.retryLongest().toMillis(),
                hooks.giveUp().toMillis(),
                hooks.concurrency(),
                hooks.waiting(),
                hooks.deadLetters(),
                deadBytes(config));
    }

    private static OutboxStore store(Config config, Vertx vertx, Cluster cluster, InstantSource clock) {
        if (isInRedis(config)) {
            String url = config.redis().url().get().reveal();
            return new RedisOutbox(new RedisLink(vertx, CallStores.address(config.redis(), url)), KEYS);
        }
        return cluster instanceof HazelcastCluster many ? many.outbox() : new LocalOutbox(clock);
    }

    private static Receiver receiver(
            WebhookConfig config, WebClient client, WebhooksConfig hooks, Schedule schedule, InstantSource clock) {
        return new Receiver(
                id("wh_", config.tenant(), config.url().orElseThrow().toString()),
                new Tenant(config.tenant()),
                events(config.events()),
                config.groups().stream()
                        .map(pattern -> GroupPattern.of(pattern, ""))
                        .toList(),
                new HttpSink(
                        client, config.url().orElseThrow(), new Signature(config.secrets()), hooks.timeout(), clock),
                schedule);
    }

    static Set<EventType> events(List<String> codes) {
        EnumSet<EventType> events = EnumSet.noneOf(EventType.class);
        codes.forEach(code -> events.add(EventType.of(code).orElseThrow()));
        return events;
    }

    /** Of tenant and URL, so that new secrets or events go on with what waits. */
    static String id(String kind, String tenant, String place) {
        String what = tenant + "\n" + place;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return kind + HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    Witness witness() {
        return outbox == null ? Witness.NOBODY : outbox;
    }

    @Nullable
    Outbox outbox() {
        return outbox;
    }

    /** Once the node is in its cluster. */
    void start(Hub hub) {
        Outbox driven = outbox;
        if (driven != null) {
            ticker = vertx.setPeriodic(TICK_MILLIS, timer -> hub.execute(driven::tick));
        }
    }

    /** Before the node leaves its cluster. */
    void stop() {
        vertx.cancelTimer(ticker);
    }

    List<String> troubles() {
        return outbox == null ? List.of() : outbox.troubles();
    }

    Future<Void> close() {
        return store == null ? Future.succeededFuture() : store.close();
    }
}
