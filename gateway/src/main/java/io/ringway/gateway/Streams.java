package io.ringway.gateway;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.redis.RedisAddress;
import io.ringway.cluster.redis.RedisInStream;
import io.ringway.cluster.redis.RedisLink;
import io.ringway.cluster.redis.RedisOutStream;
import io.ringway.cluster.redis.StreamNames;
import io.ringway.cluster.streams.InStream;
import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.config.ApiKeyConfig.Scope;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.StreamInConfig;
import io.ringway.gateway.config.StreamOutConfig;
import io.ringway.gateway.config.StreamsConfig;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.streams.Performer;
import io.ringway.gateway.streams.StreamOptions;
import io.ringway.gateway.streams.StreamReader;
import io.ringway.gateway.webhooks.Receiver;
import io.ringway.gateway.webhooks.Schedule;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Puts together what is read from streams and written to them, and drives the reading. */
final class Streams {
    private static final long TICK_MILLIS = 100;
    private static final long STOP_SECONDS = 5;

    /** As large as a call by HTTP may be. */
    private static final int ENTRY_ROOM = 1 << 20;

    private final Vertx vertx;
    private final Hub hub;
    private final List<StreamReader> readers = new ArrayList<>();
    private final List<InStream> streams = new ArrayList<>();
    private volatile long ticker = -1;

    Streams(Config config, Vertx vertx, Hub hub, Cluster cluster, Performer performer, Metrics metrics) {
        this.vertx = vertx;
        this.hub = hub;
        String name = UUID.randomUUID().toString();
        for (StreamInConfig each : config.streams().in()) {
            RedisAddress address = address(config);
            InStream stream = new RedisInStream(
                    new RedisLink(vertx, address), new RedisLink(vertx, address), names(config, each));
            streams.add(stream);
            readers.add(new StreamReader(
                    options(config.streams(), each),
                    stream,
                    performer,
                    new ClusterNodes(cluster),
                    name,
                    metrics.stream(each.stream()),
                    System::nanoTime));
        }
    }

    private static RedisAddress address(Config config) {
        return CallStores.address(
                config.redis(), config.redis().url().orElseThrow().reveal());
    }

    private static StreamNames names(Config config, StreamInConfig each) {
        StreamsConfig streams = config.streams();
        return new StreamNames(
                each.stream(),
                streams.group(),
                each.dead(),
                streams.deadLetters(),
                each.replies(),
                streams.replyLength(),
                config.limits().contentBytes() + ENTRY_ROOM);
    }

    private static StreamOptions options(StreamsConfig streams, StreamInConfig each) {
        return new StreamOptions(
                each.stream(),
                each.tenants().stream().map(Tenant::new).toList(),
                each.scopes().stream().map(Scope::written).collect(Collectors.toSet()),
                each.replies().isPresent(),
                streams.inFlight(),
                streams.deliveries(),
                streams.lease().toMillis());
    }

    /** Streams that are told what webhooks are told. */
    static List<Receiver> receivers(Config config, Vertx vertx) {
        List<StreamOutConfig> out = config.streams().out();
        if (out.isEmpty()) {
            return List.of();
        }
        RedisLink link = new RedisLink(vertx, address(config));
        Schedule schedule = schedule(config);
        return out.stream().map(each -> receiver(each, link, schedule)).toList();
    }

    /** What a stream is not told is Redis refusing it, which an operator mends. */
    private static Schedule schedule(Config config) {
        return new Schedule(
                Duration.ofSeconds(1).toMillis(),
                Duration.ofSeconds(10).toMillis(),
                Duration.ofDays(7).toMillis(),
                64,
                config.webhooks().waiting(),
                config.webhooks().deadLetters(),
                Webhooks.deadBytes(config));
    }

    private static Receiver receiver(StreamOutConfig config, RedisLink link, Schedule schedule) {
        return new Receiver(
                Webhooks.id("st_", config.tenant(), config.stream()),
                new Tenant(config.tenant()),
                Webhooks.events(config.events()),
                config.groups().stream()
                        .map(pattern -> GroupPattern.of(pattern, ""))
                        .toList(),
                new StreamSink(config.stream(), new RedisOutStream(link, config.stream(), config.length())),
                schedule);
    }

    /** Once the node is in its cluster. */
    void start() {
        if (!readers.isEmpty()) {
            ticker = vertx.setPeriodic(TICK_MILLIS, timer -> hub.execute(() -> readers.forEach(StreamReader::tick)));
        }
    }

    /** Nothing more is begun; completes, and never fails, when another node may read, or after some seconds. */
    Future<Void> stop() {
        if (ticker < 0) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        hub.execute(() -> Future.join(readers.stream().map(StreamReader::stop).toList())
                .<Void>mapEmpty()
                .onComplete(promise));
        return promise.future()
                .timeout(STOP_SECONDS, TimeUnit.SECONDS)
                .otherwiseEmpty()
                .onComplete(stopped -> vertx.cancelTimer(ticker));
    }

    List<String> troubles() {
        return readers.stream().flatMap(reader -> reader.troubles().stream()).toList();
    }

    Future<Void> close() {
        return Future.join(streams.stream().map(InStream::close).toList()).mapEmpty();
    }
}
