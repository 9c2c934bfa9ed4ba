package io.ringway.gateway.session;

import io.vertx.core.Future;

/** The user, connection or member that a call names is nowhere. */
public final class NotFound extends Exception {
    private static final long serialVersionUID = 1;

    NotFound() {
        super("no such user, connection or member", null, false, false);
    }

    public static <T> Future<T> future() {
        return Future.failedFuture(new NotFound());
    }
}
