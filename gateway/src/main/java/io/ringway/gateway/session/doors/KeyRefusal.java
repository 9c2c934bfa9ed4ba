package io.ringway.gateway.session.doors;

import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.ErrorCode;

/** How a connection ends whose publishable key was not accepted. */
final class KeyRefusal {
    private KeyRefusal() {}

    static CloseCode close(ErrorCode refusal) {
        if (refusal == ErrorCode.RATE_LIMITED) {
            return CloseCode.RATE_LIMITED;
        }
        return refusal == ErrorCode.ORIGIN_NOT_ALLOWED ? CloseCode.ORIGIN_NOT_ALLOWED : CloseCode.BAD_KEY;
    }
}
