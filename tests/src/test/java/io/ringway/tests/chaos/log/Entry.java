package io.ringway.tests.chaos.log;

import java.util.List;

/**
 * Something a client did or saw. {@code at} is in microseconds of the machine's monotonic clock, which all processes on it
 * share; {@code who} is the client's user id.
 */
public sealed interface Entry {
    /** The version of what has none, or one that says nothing of what follows: it is of a node that the client has left. */
    long NO_VERSION = -1;

    long at();

    String who();

    /**
     * Welcomed by the node of that name.
     *
     * @param moved whether versions of groups are another node's from here on
     */
    record Opened(long at, String who, String node, String cid, boolean resumed, boolean recovered, boolean moved)
            implements Entry {
        /** On the node that it had. */
        public Opened(long at, String who, String node, String cid, boolean resumed, boolean recovered) {
            this(at, who, node, cid, resumed, recovered, false);
        }
    }

    /** A connection that was welcomed has ended, with the code of the close frame; 1006 where there was none. */
    record Closed(long at, String who, String cid, int code, String reason) implements Entry {}

    /** Reads nothing from now on. */
    record Stalled(long at, String who) implements Entry {}

    /** Reads again. */
    record Hears(long at, String who) implements Entry {}

    /** An attempt that came to no welcome. */
    record Failed(long at, String who, String node, int code) implements Entry {}

    /** Wants to be a member: the request was sent. */
    record Asked(long at, String who, String cid, String group) implements Entry {}

    /**
     * Is a member now: the result came.
     *
     * @param complete whether every node was heard
     * @param cids who is in the group; nobody where it has no version
     */
    record Joined(long at, String who, String cid, String group, boolean complete, long version, List<String> cids)
            implements Entry {
        /** Of who else is there nothing is known. */
        public Joined(long at, String who, String cid, String group, boolean complete) {
            this(at, who, cid, group, complete, NO_VERSION, List.of());
        }
    }

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
    record Noticed(long at, String who, String group, String code, String cid, long version) implements Entry {
        /** Nobody said so: whom it is about is missing from the roster of a node that the client has moved to. */
        public static final String NOT_FOUND = "NOT_FOUND";

        public Noticed(long at, String who, String group, String code, String cid) {
            this(at, who, group, code, cid, NO_VERSION);
        }
    }

    /** Many changes of a large group, told at once: from the version {@code since} to {@code version}. */
    record Steps(long at, String who, String group, long since, long version, List<String> came, List<String> gone)
            implements Entry {}

    /**
     * Was told of a very large group how many are in it, and not who.
     *
     * @param partial false where it is none any more, and a roster is to be asked for
     */
    record Sized(long at, String who, String group, long version, boolean partial) implements Entry {}

    /** What it was told of a call: that it began it, that it answered it, or that it is over. */
    record InCall(long at, String who, String call, String what) implements Entry {
        public static final String BEGAN = "began";
        public static final String ANSWERED = "answered";
        public static final String OVER = "over";
    }

    /** Asked which groups there are, and was told of this one. */
    record Counted(long at, String who, String group, int members) implements Entry {}

    /** Asked who is in a group, and was told. */
    record Roster(long at, String who, String group, List<String> cids, long version) implements Entry {
        public Roster(long at, String who, String group, List<String> cids) {
            this(at, who, group, cids, NO_VERSION);
        }
    }

    /**
     * A request had to wait for long until it was answered, or until its client gave up on it: with its session, or when all was over.
     *
     * @param asked when it was sent
     */
    record Waited(long at, String who, String request, long asked, boolean answered) implements Entry {}

    /**
     * What became of all requests of a client, in the end.
     *
     * @param lost with their session, whose end was said
     * @param open neither, though the client was there and read, and the answer had time since it asked or came back
     * @param again answers to what had been answered
     */
    record Tally(long at, String who, long answered, long lost, long open, long again) implements Entry {}

    /** Whether the client was sent something then, and did not only do something. */
    default boolean isHeard() {
        return switch (this) {
            case Closed e -> false;
            case Left e -> false;
            case Stalled e -> false;
            case Hears e -> false;
            case Asked e -> false;
            case Sent e -> false;
            case Tally e -> false;
            case Waited e -> e.answered();
            case Opened e -> true;
            case Failed e -> true;
            case Joined e -> true;
            case Acked e -> true;
            case Refused e -> true;
            case Received e -> true;
            case Gap e -> true;
            case Noticed e -> true;
            case Steps e -> true;
            case Sized e -> true;
            case InCall e -> true;
            case Counted e -> true;
            case Roster e -> true;
        };
    }
}
