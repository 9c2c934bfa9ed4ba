package io.ringway.tests.chaos.log;

import java.util.List;

/**
 * Something a client did or saw. {@code at} is in microseconds of the machine's monotonic clock, which all processes on it
 * share; {@code who} is the client's user id.
 */
public sealed interface Entry {
    long at();

    String who();

    /** Welcomed by the node of that name. */
    record Opened(long at, String who, String node, String cid, boolean resumed, boolean recovered) implements Entry {}

    /** A connection that was welcomed has ended, with the code of the close frame; 1006 where there was none. */
    record Closed(long at, String who, String cid, int code, String reason) implements Entry {}

    /** Reads nothing from now on. */
    record Stalled(long at, String who) implements Entry {}

    /** Reads again. */
    record Hears(long at, String who) implements Entry {}

    /** An attempt that came to no welcome. */
    record Failed(long at, String who, String node, int code) implements Entry {}

    /** Is a member now: the result came, which also says whether every node was heard. */
    record Joined(long at, String who, String cid, String group, boolean complete) implements Entry {}

    /** Wants to be no member any more: the request was sent. */
    record Left(long at, String who, String group) implements Entry {}

    /** The request was sent. */
    record Sent(long at, String who, String cid, String group, Message message) implements Entry {}

    record Acked(long at, String who, Message message) implements Entry {}

    /** A request was answered with an error. */
    record Refused(long at, String who, String what, String code) implements Entry {}

    record Received(long at, String who, String group, String from, Message message) implements Entry {}

    /** Was told that messages of the group may be missing before this. */
    record Gap(long at, String who, String group) implements Entry {}

    /** @param code such as {@code USER_DISCONNECTED}; {@code cid} is whom it is about */
    record Noticed(long at, String who, String group, String code, String cid) implements Entry {
        /** Nobody said so: whom it is about is missing from the roster of a node that the client has moved to. */
        public static final String NOT_FOUND = "NOT_FOUND";
    }

    /** What it was told of a call: that it began it, that it answered it, or that it is over. */
    record InCall(long at, String who, String call, String what) implements Entry {
        public static final String BEGAN = "began";
        public static final String ANSWERED = "answered";
        public static final String OVER = "over";
    }

    /** Asked which groups there are, and was told of this one. */
    record Counted(long at, String who, String group, int members) implements Entry {}

    /** Asked who is in a group, and was told. */
    record Roster(long at, String who, String group, List<String> cids) implements Entry {}
}
