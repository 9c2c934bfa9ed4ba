package io.ringway.gateway.session.backend;

import io.ringway.gateway.protocol.ErrorCode;

/** A call that the app's backend wants cannot be begun. */
public final class CallRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final long retryAfterMillis;

    CallRefused(ErrorCode code, long retryAfterMillis) {
        super("this call cannot be made", null, false, false);
        this.code = code;
        this.retryAfterMillis = retryAfterMillis;
    }

    public ErrorCode code() {
        return code;
    }

    /** 0 where nothing can be said. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
