package io.ringway.gateway.http.api;

import io.ringway.gateway.limits.Rate;
import io.ringway.gateway.limits.TokenBucket;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What one API key may still ask of this node. Any thread. */
final class KeyQuota {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final CharSequence LIMIT = HttpHeaders.createOptimized("ratelimit-limit");
    private static final CharSequence REMAINING = HttpHeaders.createOptimized("ratelimit-remaining");
    private static final CharSequence RESET = HttpHeaders.createOptimized("ratelimit-reset");

    private final int limit;
    private final TokenBucket bucket;

    KeyQuota(Rate rate) {
        this.limit = rate.burst();
        this.bucket = new TokenBucket(rate);
    }

    /** Counts a call and says in the answer's header what is left; throws where it is one too many. */
    synchronized void take(HttpServerResponse response) {
        long now = System.nanoTime() / NANOS_PER_MILLI;
        long waitMillis = bucket.take(now);
        response.putHeader(LIMIT, Integer.toString(limit))
                .putHeader(REMAINING, Long.toString(bucket.available(now)))
                .putHeader(RESET, Long.toString(Math.ceilDiv(bucket.millisUntilFull(now), 1_000)));
        if (waitMillis > 0) {
            throw ApiError.rateLimited("too many calls with this API key", waitMillis);
        }
    }
}
