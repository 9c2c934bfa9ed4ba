package io.ringway.cluster.mesh;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.wire.Opening;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one outbox to its peer: connects, sends, hears what was taken, and where a connection breaks or nothing is heard
 * for two seconds, goes on over the next one from where the peer has got to. Owned by the hub context, which is also where
 * its sockets live. An idle connection is tried once a second.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final long SILENCE_MS = 2_000;
    private static final long PROBE_MS = 1_000;
    /** A tick that comes so late says that this node stood still, which its peer is not to blame for. */
    static final long STANDSTILL_MS = 500;

    private static final long FIRST_RETRY_MS = 50;
    private static final long LAST_RETRY_MS = 1_000;
    private static final long LAST_WRITES_MS = 500;
    private static final long NOT_WAITING = Long.MAX_VALUE;

    final Outbox outbox = new Outbox(this::write);

    private final Target target;
    private final Supplier<NodeRef> self;
    private long now;
    private long retryAt;
    private long backoff = FIRST_RETRY_MS;
    private long reachedAt;
    private @Nullable Connection connection;

    /**
     * Whom a link leads to.
     *
     * @param stream later than every stream to that node before
     * @param heard runs whenever the peer has said what it took
     */
    record Target(long node, long stream, Supplier<Future<NetSocket>> dial, Runnable heard) {}

    Link(Target target, Supplier<NodeRef> self, long now) {
        this.target = target;
        this.self = self;
        this.now = now;
        this.retryAt = now;
        this.reachedAt = now;
    }

    /**
     * When the peer last said what it took, which it does every second where all is well, or took a connection: the system does that
     * for a node that is late with all it has to do, and over a network that is not cut. Before it ever did, when this link
     * began. Standstills of this node are left out.
     */
    long reachedAt() {
        return reachedAt;
    }

    void tick(long newNow) {
        Connection current = connection;
        long stood = newNow - now;
        if (stood > STANDSTILL_MS) {
            reachedAt += stood;
            if (current != null) {
                current.stoodStill(stood - STANDSTILL_MS);
            }
        }
        now = newNow;
        if (current != null) {
            current.tick();
        } else if (now >= retryAt) {
            dial();
        }
    }

    /** Connects at once, where it waited to. */
    void hurry() {
        backoff = FIRST_RETRY_MS;
        retryAt = now;
    }

    /** What was written is still sent, for half a second; what was not taken is lost. */
    Future<Void> close() {
        Connection current = connection;
        connection = null;
        retryAt = NOT_WAITING;
        return current == null ? Future.succeededFuture() : current.close();
    }

    private void dial() {
        Connection dialled = new Connection();
        connection = dialled;
        target.dial.get().onSuccess(dialled::opened).onFailure(failure -> dialled.end(failure.getMessage()));
    }

    private void write(Buffer batch) {
        Connection current = connection;
        if (current != null) {
            current.write(batch);
        }
    }

    private final class Connection {
        private @Nullable NetSocket socket;
        private boolean isWelcome;
        private long waitingSince = now;
        private long wroteAt = now;

        void opened(NetSocket opened) {
            if (connection != this) {
                opened.close();
                return;
            }
            socket = opened;
            reachedAt = now;
            waitingSince = now;
            opened.handler(RecordParser.newFixed(Long.BYTES, answer -> heard(answer.getLong(0))));
            opened.exceptionHandler(failure -> end(failure.getMessage()));
            opened.closeHandler(closed -> end("was closed"));
            opened.write(new Opening(self.get().id(), target.node, target.stream, outbox.taken()).encode());
        }

        void write(Buffer batch) {
            NetSocket open = socket;
            if (isWelcome && open != null) {
                open.write(batch);
                wroteAt = now;
                if (waitingSince == NOT_WAITING) {
                    waitingSince = now;
                }
            }
        }

        /**
         * What was heard in this turn, before this tick, has the time of the one before: without this a peer that has just answered
         * would be silent.
         *
         * @param millis less than it was, so that a node which always is late finds out about dead connections all the same
         */
        void stoodStill(long millis) {
            if (waitingSince != NOT_WAITING) {
                waitingSince += millis;
            }
        }

        void tick() {
            if (waitingSince != NOT_WAITING && now - waitingSince > SILENCE_MS) {
                end("does not answer");
            } else if (isWelcome && now - wroteAt >= PROBE_MS) {
                write(outbox.probe(self.get()));
            }
        }

        Future<Void> close() {
            NetSocket open = socket;
            return open == null
                    ? Future.succeededFuture()
                    : open.close()
                            .timeout(LAST_WRITES_MS, TimeUnit.MILLISECONDS)
                            .onFailure(late -> abort());
        }

        /** Closes at once: a socket's own close waits for what was written, for as long as the other side stands still. */
        private void abort() {
            if (socket instanceof NetSocketInternal internal) {
                var unused = internal.channelHandlerContext().close();
            }
        }

        private void heard(long taken) {
            if (connection != this) {
                return;
            }
            if (!outbox.taken(taken)) {
                end("says that it took " + taken + " bytes, which it cannot have");
                return;
            }
            reachedAt = now;
            if (!isWelcome) {
                isWelcome = true;
                backoff = FIRST_RETRY_MS;
                outbox.replay();
            }
            waitingSince = outbox.open() == 0 ? NOT_WAITING : now;
            target.heard.run();
        }

        private void end(@Nullable String why) {
            if (connection != this) {
                return;
            }
            connection = null;
            if (isWelcome) {
                LOG.info(
                        "The connection to node {} {}; {} bytes are sent again on the next",
                        Long.toHexString(target.node),
                        why,
                        outbox.open());
            }
            abort();
            retryAt = now + backoff;
            backoff = Math.min(2 * backoff, LAST_RETRY_MS);
        }
    }
}
