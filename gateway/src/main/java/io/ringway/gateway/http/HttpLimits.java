package io.ringway.gateway.http;

import java.time.Duration;

/**
 * What one HTTP client may take.
 *
 * @param headBytes largest request line, and largest sum of headers
 * @param backlog connections the kernel may hold that are not yet accepted
 * @param requestTimeout from connecting, or from a request's head, to the request's end
 * @param keepAliveTimeout from an answer to the next request on the same connection
 */
public record HttpLimits(int headBytes, int backlog, Duration requestTimeout, Duration keepAliveTimeout) {
    public static final HttpLimits DEFAULTS =
            new HttpLimits(16 * 1024, 4096, Duration.ofSeconds(10), Duration.ofSeconds(60));

    public HttpLimits {
        require(headBytes >= 1024, "head_bytes must be at least 1024");
        require(backlog > 0, "backlog must be positive");
        require(requestTimeout.isPositive(), "request_timeout must be positive");
        require(keepAliveTimeout.isPositive(), "keep_alive_timeout must be positive");
    }

    public HttpLimits withTimeouts(Duration request, Duration keepAlive) {
        return new HttpLimits(headBytes, backlog, request, keepAlive);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
