package io.ringway.gateway.protocol.ringway;

import io.ringway.cluster.GroupCount;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import org.jspecify.annotations.Nullable;

/** Writes one event into a frame's buffer, its {@code type} first. Made for each buffer. */
final class EventWriter {
    private static final int ROOM = 256;
    private static final byte[] ERROR = FrameWriter.opening("error");
    private static final byte[] NOTICE = FrameWriter.opening("notice");
    private static final byte[] NOTICES = FrameWriter.opening("notices");
    private static final byte[] COUNT = FrameWriter.opening("count");
    private static final byte[] MESSAGE = FrameWriter.opening("message");
    private static final byte[] GAP = FrameWriter.opening("gap");
    private static final byte[] PRIVATE = FrameWriter.opening("private");
    private static final byte[] RELAY = FrameWriter.opening("relay");
    private static final byte[] TOKEN_EXPIRING = FrameWriter.opening("token_expiring");
    private static final byte[] ICE = FrameWriter.opening("ice");
    private static final byte[] MISSED_CALLS = FrameWriter.opening("missed_calls");
    private static final byte[] STATE = FrameWriter.opening("state");
    private static final byte[] TRANSFERRED = FrameWriter.opening("moved");
    private static final byte[] STATES = FrameWriter.opening("states");

    private final FrameWriter out;

    private EventWriter(FrameWriter out) {
        this.out = out;
    }

    /** The frame for an event; null for the result of a request that wants none, and for what has no words here. */
    static @Nullable Frame frame(Event event) {
        if ((event instanceof Event.Result result && result.id() == Command.NO_ID)
                || event instanceof Event.PeerClosed
                || event instanceof Event.PeerUnknown) {
            return null;
        }
        return Frame.written(
                isBinary(event),
                ROOM + payload(event),
                buffer -> new EventWriter(new FrameWriter(buffer)).write(event));
    }

    private static int payload(Event event) {
        return switch (event) {
            case Event.GroupMessage m -> m.content().bytes().size();
            case Event.PrivateMessage m -> m.content().bytes().size();
            case Event.Relayed m -> m.content().bytes().size();
            case Event.Signalled s -> s.signal().json().size();
            default -> 0;
        };
    }

    private static boolean isBinary(Event event) {
        return switch (event) {
            case Event.GroupMessage m -> m.content().kind() == Content.Kind.BINARY;
            case Event.PrivateMessage m -> m.content().kind() == Content.Kind.BINARY;
            case Event.Relayed m -> m.content().kind() == Content.Kind.BINARY;
            default -> false;
        };
    }

    private void write(Event event) {
        switch (event) {
            case Event.Welcome e -> WelcomeWriter.write(out, e);
            case Event.Done e -> out.result(e.id()).end();
            case Event.Joined e -> {
                out.result(e.id());
                entered(e);
            }
            case Event.Updated e ->
                out.result(e.id()).number(Key.VERSION, e.version()).end();
            case Event.Delivered e ->
                out.result(e.id())
                        .number(Key.DELIVERED, e.connections())
                        .offset(e.offset())
                        .pushed(e.pushed())
                        .end();
            case Event.HistoryPage e -> {
                out.result(e.id());
                HistoryWriter.page(out.json(), e);
                out.end();
            }
            case Event.Interrupted e -> {
                out.start(GAP).string(Key.GROUP, e.group().name());
                HistoryWriter.at(out.json(), e.position());
                out.end();
            }
            case Event.State e -> {
                StateWriter.entries(out.result(e.id()).json(), e.group(), e.entries());
                out.end();
            }
            case Event.StateSaved e ->
                out.result(e.id()).number(Key.VERSION, e.version()).end();
            case Event.StateTold e -> {
                StateWriter.entries(out.start(STATES).json(), e.group().name(), e.entries());
                out.end();
            }
            case Event.StateChanged e -> {
                StateWriter.changed(out.start(STATE).json(), e.group().name(), e.entry());
                out.end();
            }
            case Event.Transferred e -> transferred(e);
            case Event.Roster e -> roster(e);
            case Event.MemberPage e -> {
                RosterWriter.page(out.result(e.id()).json(), e);
                out.end();
            }
            case Event.GroupList e -> groupList(e);
            case Event.Refreshed e ->
                out.result(e.id()).number(Key.EXPIRES_AT, e.expiresAt()).end();
            case Event.Pong e ->
                out.result(e.id()).number(Key.SERVER_TIME, e.serverTime()).end();
            case Event.Kept e ->
                out.result(e.id()).number(Key.GRACE_MS, e.graceMs()).end();
            case Event.Calling e -> out.result(e.id()).call(e.call()).end();
            case Event.CallPage e -> {
                out.result(e.id());
                CallLogWriter.page(out.json(), e);
                out.end();
            }
            case Event.CallsSeen e ->
                out.result(e.id()).number(Key.UNSEEN, e.unseen()).end();
            case Event.CallTimeline e -> {
                out.result(e.id()).call(e.call());
                CallLogWriter.lines(out.json(), e.lines());
                out.end();
            }
            case Event.MissedCalls e ->
                out.start(MISSED_CALLS).number(Key.UNSEEN, e.unseen()).end();
            case Event.Failed e -> failed(e);
            case Event.Notice e -> notice(e);
            case Event.Notices e -> {
                RosterWriter.notices(out.start(NOTICES).json(), e);
                out.end();
            }
            case Event.Count e -> {
                RosterWriter.count(out.start(COUNT).json(), e);
                out.end();
            }
            case Event.GroupMessage e ->
                out.start(MESSAGE)
                        .string(Key.GROUP, e.group().name())
                        .offset(e.offset())
                        .sender(e.from())
                        .content(e.content());
            case Event.PrivateMessage e -> out.start(PRIVATE).sender(e.from()).content(e.content());
            case Event.Relayed e ->
                out.start(RELAY)
                        .string(Key.GROUP, e.group().name())
                        .sender(e.from())
                        .content(e.content());
            case Event.TokenExpiring e ->
                out.start(TOKEN_EXPIRING).number(Key.EXPIRES_AT, e.expiresAt()).end();
            case Event.IceRefreshed e -> out.start(ICE).iceServers(Key.ICE_SERVERS.next(), e.ice());
            case Event.BlockedUsers e ->
                out.result(e.id())
                        .strings(Key.USERS, e.users())
                        .optional(
                                Key.ON_BUSY,
                                e.onBusy() == null ? null : e.onBusy().code())
                        .end();
            case Event.OfCall e -> CallWriter.write(out, e);
            case Event.PeerClosed e -> throw new IllegalArgumentException("this wire names calls");
            case Event.PeerUnknown e -> throw new IllegalArgumentException("this wire names calls");
        }
    }

    private void transferred(Event.Transferred e) {
        out.start(TRANSFERRED);
        if (e.from() != null) {
            out.string(Key.FROM, e.from());
        }
        entered(e.joined());
    }

    private void entered(Event.Joined e) {
        out.string(Key.GROUP, e.group()).version(e.version(), e.complete());
        RosterWriter.members(out.json(), e.members(), e.suspects());
        RosterWriter.total(out.json(), e.total());
        if (e.catchup() != null) {
            HistoryWriter.catchup(out.json(), e.catchup());
        }
        out.end();
    }

    private void roster(Event.Roster e) {
        out.result(e.id()).string(Key.GROUP, e.group());
        if (e.version() != Event.NO_VERSION) {
            out.version(e.version(), e.complete());
        }
        RosterWriter.members(out.json(), e.members(), e.suspects());
        RosterWriter.total(out.json(), e.total());
        out.end();
    }

    private void groupList(Event.GroupList e) {
        out.result(e.id());
        out.json().raw(Key.GROUPS.next());
        char before = '[';
        for (GroupCount row : e.groups()) {
            out.json().raw(before).raw(Key.GROUP.first()).string(row.group().name());
            out.number(Key.MEMBERS, row.members()).end();
            before = ',';
        }
        out.closeArray(before);
        if (e.next() != null) {
            out.string(Key.NEXT, e.next());
        }
        out.end();
    }

    private void failed(Event.Failed e) {
        out.start(ERROR);
        if (e.id() != Command.NO_ID) {
            out.number(Key.ID, e.id());
        }
        out.plain(Key.CODE, e.code().code()).string(Key.MESSAGE, e.message());
        out.bool(Key.TEMPORARY, e.code().temporary());
        if (e.retryAfterMs() > 0) {
            out.number(Key.RETRY_AFTER_MS, e.retryAfterMs());
        }
        out.end();
    }

    private void notice(Event.Notice e) {
        out.start(NOTICE)
                .plain(Key.CODE, NoticeCode.of(e.change()).name())
                .string(Key.GROUP, e.group().name())
                .number(Key.VERSION, e.version());
        RosterWriter.member(out.json(), e.change());
        out.end();
    }
}
