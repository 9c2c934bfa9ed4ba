package io.ringway.gateway.session;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;

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

    /** Runs on the hub: at once if the caller is there, else after what was handed over before. Any thread. */
    public void execute(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
