package io.ringway.gateway.auth;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Public keys published as a JWK set (RFC 7517). Read at start, from time to time, and when somebody asks, but never more
 * often than the smallest interval. Whatever goes wrong, the keys read last stay.
 *
 * <p>Loading belongs to one context; {@link #refresh} may be called on any thread.
 */
final class JwkSet {
    private static final Logger LOG = LoggerFactory.getLogger(JwkSet.class);
    private static final int CONNECT_TIMEOUT_MS = 3_000;
    private static final WebClientOptions OPTIONS = new WebClientOptions()
            .setConnectTimeout(CONNECT_TIMEOUT_MS)
            .setFollowRedirects(false)
            .setUserAgent("ringway");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_KEYS = 32;

    private final Vertx vertx;
    private final Timers timers;
    private final Context context;
    private final URI url;
    private final long minIntervalNanos;
    private final Target target;
    private final Runnable stopRefreshing;

    private @Nullable Future<Void> loading;
    /** When the last reading began, whatever came of it. */
    private volatile long startedAt;
    /** When the last reading that succeeded began; before the first, none has. */
    private volatile long readAt;

    private volatile boolean isRead;
    /** Stops the timer that reads it when it may be read again; null where nobody waits for that. */
    private @Nullable Runnable due;
    /** Whether somebody has asked since the reading began. */
    private boolean isWanted;

    private volatile boolean isClosed;

    /** Is given every set that was read, on the context of the set, before that counts as read. */
    @FunctionalInterface
    interface Target {
        /** @param since when reading it began, by {@link Timers#nanos} */
        void read(List<VerificationKey> keys, long since);
    }

    JwkSet(Vertx vertx, Timers timers, URI url, Duration refresh, Duration minInterval, Target target) {
        this.vertx = vertx;
        this.timers = timers;
        this.context = vertx.getOrCreateContext();
        this.url = url;
        this.minIntervalNanos = minInterval.toNanos();
        this.target = target;
        this.startedAt = timers.nanos() - minIntervalNanos;
        this.stopRefreshing = timers.every(refresh.toMillis(), this::refresh);
    }

    /**
     * Reads the set, unless that was just done: then it is read as soon as it may be. Completes when there is nothing newer to be had
     * for now, whether or not reading succeeded; on the context of this object.
     */
    Future<Void> refresh() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(unused -> refreshHere().onComplete(done));
        return done.future();
    }

    /** Reads no more, and leaves no timer behind; a reading that is underway comes to its end. Any thread. */
    void close() {
        isClosed = true;
        stopRefreshing.run();
        context.runOnContext(unused -> stopWaiting());
    }

    private void stopWaiting() {
        if (due != null) {
            due.run();
            due = null;
        }
    }

    /** Whether it was read from beginning to end after this moment, by {@link Timers#nanos}. Any thread. */
    boolean isReadSince(long moment) {
        return isRead && readAt - moment >= 0;
    }

    /** How long until it may be read again; at least a millisecond. Any thread. */
    long waitMillis() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(minIntervalNanos - (timers.nanos() - startedAt)));
    }

    private Future<Void> refreshHere() {
        if (loading != null) {
            isWanted = true;
            return loading;
        }
        if (isClosed) {
            return Future.succeededFuture();
        }
        if (timers.nanos() - startedAt < minIntervalNanos) {
            readWhenDue();
            return Future.succeededFuture();
        }
        return read();
    }

    /** Whoever asked may come back by then, and is not to wait once more. One timer, however many ask. */
    private void readWhenDue() {
        if (due == null && !isClosed) {
            // A millisecond more: what is rounded down is a little too early.
            due = timers.once(waitMillis() + 1, () -> {
                due = null;
                refreshHere();
            });
        }
    }

    private Future<Void> read() {
        long began = timers.nanos();
        startedAt = began;
        Promise<Void> done = Promise.promise();
        loading = done.future();
        load(began).onComplete(read -> {
            loading = null;
            if (read.succeeded()) {
                readAt = began;
                isRead = true;
            } else {
                LOG.warn(
                        "the JWK set at {}{} cannot be read, the keys read before stay: {}",
                        url.getHost(),
                        url.getPath(),
                        read.cause().toString());
            }
            if (isWanted) {
                isWanted = false;
                readWhenDue();
            }
            done.complete();
        });
        return done.future();
    }

    /** With a client of its own: closing that cuts off an answer that was given up. */
    private Future<Void> load(long began) {
        WebClient client = WebClient.create(vertx, OPTIONS);
        BoundedBody body = new BoundedBody(MAX_BYTES, TIMEOUT);
        return client.getAbs(url.toString())
                .putHeader("accept", "application/json")
                .timeout(TIMEOUT.toMillis())
                .as(BodyCodec.pipe(body))
                .send()
                .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .map(answer -> {
                    if (answer.statusCode() != 200) {
                        throw new IllegalStateException("status " + answer.statusCode());
                    }
                    target.read(keys(body.content()), began);
                    return (Void) null;
                })
                .onComplete(done -> client.close());
    }

    private static List<VerificationKey> keys(Buffer content) {
        List<VerificationKey> keys = new ArrayList<>();
        for (Object jwk : array(content)) {
            if (jwk instanceof JsonObject object && keys.size() < MAX_KEYS) {
                VerificationKey.ofJwk(object).ifPresent(keys::add);
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalStateException("no key in it can be used");
        }
        return keys;
    }

    private static JsonArray array(Buffer content) {
        try {
            if (content.toJsonObject().getValue("keys") instanceof JsonArray keys) {
                return keys;
            }
        } catch (DecodeException | ClassCastException notJson) {
            throw new IllegalStateException("no JSON object", notJson);
        }
        throw new IllegalStateException("no list of keys");
    }
}
