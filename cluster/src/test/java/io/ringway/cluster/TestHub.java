package io.ringway.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** A hub as tests drive it: what is asked is asked there, and must be answered there. */
public final class TestHub implements AutoCloseable {
    private final Vertx vertx;
    private final Context context;

    public TestHub() {
        this(Vertx.vertx());
    }

    public TestHub(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Runs it on the hub, and does not wait. */
    public <T> Future<T> ask(Supplier<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(turn -> {
            try {
                work.get().onComplete(done -> {
                    if (context.equals(Vertx.currentContext())) {
                        promise.handle(done);
                    } else {
                        promise.fail(new AssertionError("futures complete on the hub"));
                    }
                });
            } catch (RuntimeException failure) {
                promise.fail(failure);
            }
        });
        return promise.future();
    }

    /** Runs it on the hub, and waits for its future. */
    public <T> T call(Supplier<Future<T>> work) {
        return TestNode.await(ask(work));
    }

    @Override
    public void close() {
        TestNode.await(vertx.close());
    }
}
