package io.ringway.gateway.auth;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Collects a body that must not grow, or drag on, beyond a bound. Belongs to one context. */
public final class BoundedBody implements WriteStream<Buffer> {
    private final int maxBytes;
    private final long deadline;
    private final Buffer content = Buffer.buffer();

    public BoundedBody(int maxBytes, Duration timeout) {
        this.maxBytes = maxBytes;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    public Buffer content() {
        return content;
    }

    @Override
    public Future<Void> write(Buffer part) {
        if (content.length() + part.length() > maxBytes) {
            return Future.failedFuture("more than " + maxBytes + " bytes");
        }
        if (System.nanoTime() - deadline > 0) {
            return Future.failedFuture("too slow");
        }
        content.appendBuffer(part);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> end() {
        return Future.succeededFuture();
    }

    @Override
    public boolean writeQueueFull() {
        return false;
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    @Override
    public WriteStream<Buffer> drainHandler(@Nullable Handler<Void> handler) {
        return this;
    }
}
