package io.ringway.cluster.redis;

import io.ringway.cluster.logs.BusyException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a Redis, opened when it is first needed and again after it broke, at most once a second: while Redis
 * is away, requests fail at once instead of piling up. A connection that owes an answer for longer than the time-out is
 * closed, because a peer that vanished without a word would be waited for forever. Hub only.
 */
public final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PROBE_MILLIS = 1_100;
    private static final long PROBE_KEPT_MILLIS = 10_000;
    private static final int MAX_WAITING = 1_000;
    private static final int WORD_CHARS = 200;

    /** As long as it takes until what is refused has been asked for again, mostly many times. */
    private static final long DENIED_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Redis answers what is read then, and refuses what is written. */
    private static final List<String> WRITES_REFUSED =
            List.of("OOM command not allowed", "MISCONF ", "NOREPLICAS ", "READONLY ");

    /** What the user of Redis may not do (ACL), be it in a script: before Redis 7 that is said in other words. */
    private static final List<String> DENIALS = List.of(
            "NOPERM ", "ACL failure in script", "can't run this command", "can't access at least one of the keys");

    private final Vertx vertx;
    private final RedisAddress address;
    private @Nullable Opened current;
    private long notBefore = System.nanoTime();
    private int waiting;
    private boolean closed;
    private boolean isProbing;
    /** What is read says nothing then. */
    private boolean isReadOnly;

    /** What else is answered says nothing of it. */
    private @Nullable Denial denial;

    private volatile @Nullable String trouble;

    /** A client with its one connection. Each has a client of its own: closing it is what ends a handshake that hangs. */
    private record Opened(Redis client, Future<RedisConnection> connection) {}

    /** What was refused last, and until when that holds. */
    private record Denial(String said, long untilNanos) {}

    public RedisLink(Vertx vertx, RedisAddress address) {
        this.vertx = vertx;
        this.address = address;
    }

    RedisAddress address() {
        return address;
    }

    /** Completes with the answer, or fails within the time-outs; with a {@link BusyException} where too much waits already. */
    Future<Response> send(Request request) {
        if (closed) {
            return Future.failedFuture("closed");
        }
        if (waiting >= MAX_WAITING) {
            return Future.failedFuture(new BusyException());
        }
        Opened opened = current;
        if (opened == null) {
            if (System.nanoTime() - notBefore < 0) {
                return Future.failedFuture(address + " is away");
            }
            opened = open();
        }
        Opened used = opened;
        waiting++;
        return used.connection()
                .compose(connection ->
                        connection.send(request).timeout(address.timeout().toMillis(), TimeUnit.MILLISECONDS))
                .onComplete(done -> {
                    waiting--;
                    if (done.succeeded()) {
                        well();
                    } else {
                        failed(used, done.cause());
                    }
                });
    }

    private Opened open() {
        notBefore = System.nanoTime() + PAUSE_NANOS;
        Redis client = Redis.createClient(vertx, options());
        Opened opened = new Opened(
                client, client.connect().timeout(address.connectTimeout().toMillis(), TimeUnit.MILLISECONDS));
        current = opened;
        opened.connection()
                .onSuccess(connection ->
                        connection.exceptionHandler(broken -> ended(opened)).endHandler(ended -> ended(opened)));
        return opened;
    }

    private RedisOptions options() {
        int connect = Math.toIntExact(address.connectTimeout().toMillis());
        return new RedisOptions()
                .setConnectionString(address.url())
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setMaxWaitingHandlers(2 * MAX_WAITING)
                .setNetClientOptions(new NetClientOptions()
                        .setTcpKeepAlive(true)
                        .setTcpNoDelay(true)
                        .setConnectTimeout(connect)
                        .setHostnameVerificationAlgorithm("HTTPS"));
    }

    /** Redis refusing one request says nothing against the connection, unless it refuses them all. */
    private void failed(Opened used, Throwable cause) {
        boolean answered = cause instanceof ErrorType;
        isReadOnly |= answered && isOfWrites(cause);
        String said = answered ? address + " refuses: " + word(cause) : address + " does not answer";
        say(said);
        if (!answered || !used.connection().succeeded()) {
            drop(used);
            probe();
            return;
        }
        if (isDenial(cause)) {
            denial = new Denial(said, System.nanoTime() + DENIED_NANOS);
        }
        if (isReadOnly || denial != null) {
            probe();
        }
    }

    /** Whether the user of Redis may not do something. */
    static boolean isDenial(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof ErrorType && DENIALS.stream().anyMatch(message::contains);
    }

    /** In the midst of an error of the script before Redis 7, its first word since. */
    private static boolean isOfWrites(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return WRITES_REFUSED.stream().anyMatch(message::contains);
    }

    /** So that a Redis that is back, or writes again, is known to be, also where nothing is kept there meanwhile. */
    private void probe() {
        if (isProbing) {
            return;
        }
        isProbing = true;
        vertx.setTimer(PROBE_MILLIS, timer -> {
            isProbing = false;
            if (!closed && trouble != null) {
                boolean isWrite = isReadOnly;
                send(isWrite ? write() : Request.cmd(Command.PING)).onComplete(done -> {
                    if (isWrite && done.succeeded()) {
                        writes();
                    }
                    if (trouble != null) {
                        probe();
                    }
                });
            }
        });
    }

    private Request write() {
        return Request.cmd(Command.SET)
                .arg(address.prefix() + ":probe")
                .arg("1")
                .arg("PX")
                .arg(PROBE_KEPT_MILLIS);
    }

    /** What an error says, without arguments that it may repeat. */
    private static String word(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        String said = message.split(", with args|[\\r\\n]", 2)[0];
        return said.substring(0, Math.min(WORD_CHARS, said.length()));
    }

    private void say(String what) {
        if (trouble == null) {
            LOG.warn("{}; trying again as long as there is something to keep there", what);
        }
        trouble = what;
    }

    /** Something was written. */
    void writes() {
        isReadOnly = false;
        well();
    }

    /** All that is asked for was done. */
    void allowed() {
        denial = null;
        well();
    }

    private void well() {
        Denial known = denial;
        if (known != null && System.nanoTime() - known.untilNanos < 0) {
            trouble = known.said;
        } else if (trouble != null && !isReadOnly) {
            denial = null;
            LOG.info("{} answers again", address);
            trouble = null;
        }
    }

    private void ended(Opened opened) {
        if (opened.equals(current)) {
            say(address + " has closed the connection");
            drop(opened);
            probe();
        }
    }

    /** Once: what is not the current connection any more has been ended. */
    private void drop(Opened opened) {
        if (opened.equals(current)) {
            current = null;
            end(opened);
        }
    }

    /** The client keeps a connection that was not given back, and one that is still being opened until it is there. */
    private static void end(Opened opened) {
        opened.connection().onSuccess(RedisConnection::close);
        opened.client().close();
    }

    /** What is wrong at the moment. Any thread. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Nobody waits for the socket to be gone. */
    Future<Void> close() {
        closed = true;
        Opened opened = current;
        current = null;
        if (opened != null) {
            end(opened);
        }
        return Future.succeededFuture();
    }
}
