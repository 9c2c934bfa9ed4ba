package io.ringway.gateway.session;

import io.vertx.core.Future;

/** What a call names, mostly a user, a connection or a member, is nowhere. */
public final class NotFound extends Exception {
    private static final long serialVersionUID = 1;

    NotFound() {
        super("no such user, connection, member, ban, setting or state", null, false, false);
    }

    public static <T> Future<T> future() {
        return Future.failedFuture(new NotFound());
    }
}
