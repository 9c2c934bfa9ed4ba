package io.ringway.gateway.session;

import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Future;

/** A group does not take what it was to be given. */
public final class GroupRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    public GroupRefusal(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public static <T> Future<T> future(ErrorCode code, String message) {
        return Future.failedFuture(new GroupRefusal(code, message));
    }

    public ErrorCode code() {
        return code;
    }
}
