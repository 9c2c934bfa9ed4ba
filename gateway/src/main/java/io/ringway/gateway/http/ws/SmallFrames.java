package io.ringway.gateway.http.ws;

import io.ringway.gateway.limits.Rate;
import io.ringway.gateway.limits.TokenBucket;
import java.util.concurrent.TimeUnit;

/**
 * How many frames one client may send that reach nobody who counts: pings, pongs, and parts of messages that carry next to nothing. They
 * cost little each, and a client without a bound keeps the event loop with them from everybody else. One connection's; on its loop.
 */
final class SmallFrames {
    /** A part that carries so many bytes is paid for with the message's bytes. */
    private static final int LARGE_BYTES = 1_024;

    private static final Rate RATE = Rate.perSecond(200, 2_000);

    private final TokenBucket bucket = new TokenBucket(RATE);

    /** Of a ping or a pong. */
    boolean isOneTooMany() {
        return bucket.take(TimeUnit.NANOSECONDS.toMillis(System.nanoTime())) > 0;
    }

    /** Of a part of a message that is neither its first nor its last: with those the message is counted. */
    boolean isOneTooMany(int bytes) {
        return bytes < LARGE_BYTES && isOneTooMany();
    }
}
