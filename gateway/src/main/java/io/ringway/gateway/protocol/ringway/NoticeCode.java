package io.ringway.gateway.protocol.ringway;

import io.ringway.cluster.Change;

/** What a notice says of a member. The names are the wire's. */
enum NoticeCode {
    USER_JOINED,
    USER_LEFT,
    USER_DISCONNECTED,
    USER_UPDATED,
    USER_SUSPECTED,
    USER_BACK,
    GROUP_CLOSED;

    static NoticeCode of(Change change) {
        return switch (change) {
            case Change.Joined joined -> USER_JOINED;
            case Change.Updated updated -> USER_UPDATED;
            case Change.Suspected suspected -> USER_SUSPECTED;
            case Change.Back back -> USER_BACK;
            case Change.Left left ->
                switch (left.reason()) {
                    case LEFT, TRANSFERRED -> USER_LEFT;
                    case DISCONNECTED, KICKED, BANNED, REVOKED, EXPIRED -> USER_DISCONNECTED;
                    case CLOSED -> GROUP_CLOSED;
                    case MOVED -> throw new IllegalArgumentException("nobody is told of a move");
                };
        };
    }
}
