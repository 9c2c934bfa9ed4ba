package io.ringway.gateway.http.ws;

import io.ringway.gateway.protocol.CloseCode;

/** Names for how connections end: few, whatever clients send. */
final class CloseLabel {
    /** The connection broke without a close frame from either side. */
    static final String LOST = "lost";

    private CloseLabel() {}

    static String server(CloseCode code) {
        return code.reason();
    }

    static String client(int status) {
        return switch (status) {
            case 1000 -> "client_normal";
            case 1001 -> "client_going_away";
            case ControlFrames.NO_STATUS -> "client_no_status";
            default -> "client_other";
        };
    }
}
