package io.ringway.gateway.session;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;

/**
 * The one context that owns a node's sessions, groups and calls. Sockets live on any event loop and only decode and write;
 * whatever decides runs here, so nothing is locked and nothing is decided twice.
 *
 * <p>On a node with one event loop (the default on two processors) the hub shares it, and {@link #execute} is a method
 * call.
 */
public final class Hub {
    private final Context context;
    private final EventLoop loop;

    public Hub(Context context) {
        this.context = context;
        this.loop = ((ContextInternal) context).nettyEventLoop();
    }

    public EventLoop loop() {
        return loop;
    }

    public Context context() {
        return context;
    }

    /** Asks what lives here: the work runs on the hub, and its outcome completes on the caller's context. Any thread. */
    public <T> Future<T> ask(Supplier<Future<T>> work) {
        Promise<T> promise =
                ((VertxInternal) context.owner()).getOrCreateContext().promise();
        execute(() -> {
            try {
                work.get().onComplete(promise);
            } catch (RuntimeException defect) {
                promise.fail(defect);
            }
        });
        return promise.future();
    }

    /** Runs on the hub: at once if the caller is there, else after what was handed over before. Any thread. */
    public void execute(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
