package io.ringway.gateway.protocol.ringway;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.GroupCount;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one event into a frame's buffer, its {@code type} first. Made for each frame. */
final class EventWriter {
    private static final int ROOM = 256;
    private static final byte LINE_FEED = '\n';

    private static final byte[] WELCOME = open("welcome");
    private static final byte[] RESULT = open("result");
    private static final byte[] ERROR = open("error");
    private static final byte[] NOTICE = open("notice");
    private static final byte[] NOTICES = open("notices");
    private static final byte[] COUNT = open("count");
    private static final byte[] MESSAGE = open("message");
    private static final byte[] GAP = open("gap");
    private static final byte[] PRIVATE = open("private");
    private static final byte[] RELAY = open("relay");
    private static final byte[] TOKEN_EXPIRING = open("token_expiring");
    private static final byte[] ICE = open("ice");
    private static final byte[] MISSED_CALLS = open("missed_calls");
    private static final byte[] INCOMING = open("rtc:incoming");
    private static final byte[] ACCEPTED = open("rtc:accepted");
    private static final byte[] SIGNALLED = open("rtc:signal");
    private static final byte[] WAITING = open("rtc:waiting");
    private static final byte[] MERGED = open("rtc:merged");
    private static final byte[] PEER_SUSPECT = open("rtc:peer-suspect");
    private static final byte[] PEER_BACK = open("rtc:peer-back");
    private static final byte[] MOVED = open("rtc:moved");
    private static final byte[] TAKEN = open("rtc:taken");
    private static final byte[] STATE = open("state");
    private static final byte[] TRANSFERRED = open("moved");
    private static final byte[] STATES = open("states");
    private static final byte[] CLOSED = open("rtc:closed");

    private final ByteBuf out;
    private final JsonWriter json;

    private EventWriter(ByteBuf out) {
        this.out = out;
        this.json = new JsonWriter(out);
    }

    private static byte[] open(String type) {
        return JsonWriter.ascii("{\"type\":\"" + type + "\"");
    }

    /** The frame for an event; null for the result of a request that wants none, and for what has no words here. */
    static @Nullable Frame frame(Event event) {
        if ((event instanceof Event.Result result && result.id() == Command.NO_ID)
                || event instanceof Event.PeerClosed
                || event instanceof Event.PeerUnknown) {
            return null;
        }
        ByteBuf buffer = Frame.allocate(ROOM + payload(event));
        try {
            new EventWriter(buffer).write(event);
        } catch (RuntimeException | Error failure) {
            buffer.release();
            throw failure;
        }
        return isBinary(event) ? Frame.binary(buffer) : Frame.text(buffer);
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
            case Event.Welcome e -> welcome(e);
            case Event.Done e -> result(e.id()).end();
            case Event.Joined e -> joined(e);
            case Event.Updated e ->
                result(e.id()).number(Key.VERSION, e.version()).end();
            case Event.Delivered e ->
                result(e.id())
                        .number(Key.DELIVERED, e.connections())
                        .offset(e.offset())
                        .pushed(e.pushed())
                        .end();
            case Event.HistoryPage e -> {
                result(e.id());
                HistoryWriter.page(json, e);
                end();
            }
            case Event.Interrupted e -> {
                start(GAP).string(Key.GROUP, e.group().name());
                HistoryWriter.position(json, e.position());
                end();
            }
            case Event.State e -> {
                StateWriter.entries(result(e.id()).json, e.group(), e.entries());
                end();
            }
            case Event.StateSaved e ->
                result(e.id()).number(Key.VERSION, e.version()).end();
            case Event.StateTold e -> {
                StateWriter.entries(start(STATES).json, e.group().name(), e.entries());
                end();
            }
            case Event.StateChanged e -> {
                StateWriter.changed(start(STATE).json, e.group().name(), e.entry());
                end();
            }
            case Event.Transferred e -> transferred(e);
            case Event.Roster e -> roster(e);
            case Event.MemberPage e -> {
                RosterWriter.page(result(e.id()).json, e);
                end();
            }
            case Event.GroupList e -> groupList(e);
            case Event.Refreshed e ->
                result(e.id()).number(Key.EXPIRES_AT, e.expiresAt()).end();
            case Event.Pong e ->
                result(e.id()).number(Key.SERVER_TIME, e.serverTime()).end();
            case Event.Kept e ->
                result(e.id()).number(Key.GRACE_MS, e.graceMs()).end();
            case Event.Calling e -> result(e.id()).call(e.call()).end();
            case Event.CallPage e -> {
                result(e.id());
                CallLogWriter.page(json, e);
                end();
            }
            case Event.CallsSeen e ->
                result(e.id()).number(Key.UNSEEN, e.unseen()).end();
            case Event.CallTimeline e -> {
                result(e.id()).call(e.call());
                CallLogWriter.lines(json, e.lines());
                end();
            }
            case Event.MissedCalls e ->
                start(MISSED_CALLS).number(Key.UNSEEN, e.unseen()).end();
            case Event.Failed e -> failed(e);
            case Event.Notice e -> notice(e);
            case Event.Notices e -> {
                RosterWriter.notices(start(NOTICES).json, e);
                end();
            }
            case Event.Count e -> {
                RosterWriter.count(start(COUNT).json, e);
                end();
            }
            case Event.GroupMessage e ->
                start(MESSAGE)
                        .string(Key.GROUP, e.group().name())
                        .offset(e.offset())
                        .sender(e.from())
                        .content(e.content());
            case Event.PrivateMessage e -> start(PRIVATE).sender(e.from()).content(e.content());
            case Event.Relayed e ->
                start(RELAY)
                        .string(Key.GROUP, e.group().name())
                        .sender(e.from())
                        .content(e.content());
            case Event.TokenExpiring e ->
                start(TOKEN_EXPIRING).number(Key.EXPIRES_AT, e.expiresAt()).end();
            case Event.IceRefreshed e -> start(ICE).iceServers(Key.ICE_SERVERS.next(), e.ice());
            case Event.BlockedUsers e -> blocked(e);
            case Event.Incoming e -> incoming(e);
            case Event.Accepted e ->
                start(ACCEPTED).call(e.call()).sender(e.callee()).polite(false).end();
            case Event.Waiting e -> start(WAITING).call(e.call()).end();
            case Event.Merged e ->
                start(MERGED)
                        .call(e.call())
                        .plain(Key.INTO, e.into().toString())
                        .sender(e.peer())
                        .polite(true)
                        .end();
            case Event.PeerSuspect e ->
                start(PEER_SUSPECT).call(e.call()).sender(e.peer()).end();
            case Event.PeerBack e ->
                start(PEER_BACK).call(e.call()).sender(e.peer()).end();
            case Event.Moved e -> start(MOVED).call(e.call()).sender(e.peer()).end();
            case Event.Taken e ->
                start(TAKEN).call(e.call()).sender(e.peer()).polite(e.polite()).end();
            case Event.Signalled e ->
                start(SIGNALLED)
                        .call(e.call())
                        .sender(e.from())
                        .signal(e.signal())
                        .end();
            case Event.Closed e -> closed(e);
            case Event.PeerClosed e -> throw new IllegalArgumentException("this wire names calls");
            case Event.PeerUnknown e -> throw new IllegalArgumentException("this wire names calls");
        }
    }

    private void welcome(Event.Welcome e) {
        start(WELCOME);
        if (e.id() != Command.NO_ID) {
            number(Key.ID, e.id());
        }
        cid(e.cid()).string(Key.USER_ID, e.user().id()).plain(Key.EPOCH, e.epoch());
        number(Key.SERVER_TIME, e.serverTime()).number(Key.EXPIRES_AT, e.expiresAt());
        number(Key.PING_INTERVAL_MS, e.pingIntervalMs());
        limits(e.limits()).strings(Key.FEATURES, e.features());
        json.raw(Key.ICE.next());
        if (e.ice() == null) {
            json.nothing();
        } else {
            iceServers(Key.ICE_SERVERS.first(), e.ice());
        }
        if (e.continuity() != null) {
            continuity(e.continuity());
        }
        end();
    }

    private void continuity(Event.Continuity c) {
        plain(Key.RESUME, c.token()).number(Key.GRACE_MS, c.graceMs()).bool(Key.RESUMED, c.resumed());
        if (c.resumed()) {
            bool(Key.RECOVERED, c.recovered()).number(Key.SEQ, c.sent()).number(Key.HEARD, c.heard());
        }
        if (c.resumed() && !c.recovered()) {
            strings(Key.CALLS, c.calls().stream().map(CallId::toString).toList());
        }
    }

    private EventWriter limits(Event.Limits limits) {
        json.raw(Key.LIMITS.next()).raw(Key.FRAME_BYTES.first()).number(limits.frameBytes());
        number(Key.CONTENT_BYTES, limits.contentBytes()).number(Key.META_BYTES, limits.metaBytes());
        number(Key.GROUP_NAME_CHARS, limits.groupNameChars()).number(Key.GROUPS, limits.groups());
        number(Key.OUTBOX_BYTES, limits.outboxBytes()).end();
        return this;
    }

    private void strings(Key key, List<String> all) {
        json.raw(key.next());
        char before = '[';
        for (String one : all) {
            json.raw(before).string(one);
            before = ',';
        }
        closeArray(before);
    }

    private void iceServers(byte[] key, Event.IceServers ice) {
        json.raw(key).json(ice.json());
        if (ice.relayOnly()) {
            plain(Key.ICE_TRANSPORT_POLICY, "relay");
        }
        number(Key.ICE_EXPIRES_AT, ice.expiresAt()).end();
    }

    private void transferred(Event.Transferred e) {
        start(TRANSFERRED);
        if (e.from() != null) {
            string(Key.FROM, e.from());
        }
        entered(e.joined());
    }

    private void joined(Event.Joined e) {
        result(e.id()).entered(e);
    }

    private void entered(Event.Joined e) {
        string(Key.GROUP, e.group()).version(e.version(), e.complete());
        RosterWriter.members(json, e.members(), e.suspects());
        RosterWriter.total(json, e.total());
        if (e.catchup() != null) {
            HistoryWriter.catchup(json, e.catchup());
        }
        end();
    }

    private void roster(Event.Roster e) {
        result(e.id()).string(Key.GROUP, e.group());
        if (e.version() != Event.NO_VERSION) {
            version(e.version(), e.complete());
        }
        RosterWriter.members(json, e.members(), e.suspects());
        RosterWriter.total(json, e.total());
        end();
    }

    private EventWriter version(long version, boolean complete) {
        number(Key.VERSION, version);
        return bool(Key.COMPLETE, complete);
    }

    private void groupList(Event.GroupList e) {
        result(e.id());
        json.raw(Key.GROUPS.next());
        char before = '[';
        for (GroupCount row : e.groups()) {
            json.raw(before).raw(Key.GROUP.first()).string(row.group().name());
            number(Key.MEMBERS, row.members()).end();
            before = ',';
        }
        closeArray(before);
        if (e.next() != null) {
            string(Key.NEXT, e.next());
        }
        end();
    }

    private void closeArray(char before) {
        if (before == '[') {
            json.raw('[');
        }
        json.raw(']');
    }

    private void failed(Event.Failed e) {
        start(ERROR);
        if (e.id() != Command.NO_ID) {
            number(Key.ID, e.id());
        }
        plain(Key.CODE, e.code().code()).string(Key.MESSAGE, e.message());
        bool(Key.TEMPORARY, e.code().temporary());
        if (e.retryAfterMs() > 0) {
            number(Key.RETRY_AFTER_MS, e.retryAfterMs());
        }
        end();
    }

    private void notice(Event.Notice e) {
        start(NOTICE)
                .plain(Key.CODE, NoticeCode.of(e.change()).name())
                .string(Key.GROUP, e.group().name())
                .number(Key.VERSION, e.version());
        RosterWriter.member(json, e.change());
        end();
    }

    private void closed(Event.Closed e) {
        start(CLOSED).call(e.call()).plain(Key.REASON, e.reason().code());
        if (e.by() != null) {
            sender(e.by());
        }
        if (e.durationMs() != Event.Closed.UNANSWERED) {
            number(Key.DURATION_MS, e.durationMs());
        }
        end();
    }

    private void incoming(Event.Incoming e) {
        start(INCOMING).call(e.call()).sender(e.caller()).polite(!e.starts()).number(Key.RING_MS, e.ringMs());
        if (e.waiting()) {
            json.raw(Key.WAITING.next()).bool(true);
        }
        if (e.starts()) {
            json.raw(Key.STARTS.next()).bool(true);
        }
        data(e.data()).end();
    }

    private void blocked(Event.BlockedUsers e) {
        result(e.id());
        json.raw(Key.USERS.next());
        char before = '[';
        for (String user : e.users()) {
            json.raw(before).string(user);
            before = ',';
        }
        closeArray(before);
        end();
    }

    private EventWriter polite(boolean value) {
        json.raw(Key.POLITE.next()).bool(value);
        return this;
    }

    private EventWriter start(byte[] opening) {
        json.raw(opening);
        return this;
    }

    private EventWriter result(long id) {
        return start(RESULT).number(Key.ID, id);
    }

    private EventWriter number(Key key, long value) {
        json.raw(key.next()).number(value);
        return this;
    }

    /** Of groups with a history. */
    private EventWriter offset(long offset) {
        return offset == 0 ? this : number(Key.OFFSET, offset);
    }

    private EventWriter pushed(int pushed) {
        return pushed == 0 ? this : number(Key.PUSHED, pushed);
    }

    private EventWriter bool(Key key, boolean value) {
        json.raw(key.next()).bool(value);
        return this;
    }

    private EventWriter string(Key key, String value) {
        json.raw(key.next()).string(value);
        return this;
    }

    private EventWriter plain(Key key, String value) {
        json.raw(key.next()).plain(value);
        return this;
    }

    private EventWriter cid(Cid cid) {
        return plain(Key.CID, cid.toString());
    }

    private EventWriter call(CallId call) {
        return plain(Key.CALL_ID, call.toString());
    }

    private EventWriter sender(Sender from) {
        string(Key.USER_ID, from.user().id());
        if (from.cid() != null) {
            return cid(from.cid());
        }
        json.raw(Key.CID.next()).nothing();
        return this;
    }

    private EventWriter data(Bytes data) {
        if (!data.isEmpty()) {
            json.raw(Key.DATA.next()).json(data);
        }
        return this;
    }

    private EventWriter signal(Signal signal) {
        Key key = switch (signal) {
            case Signal.Candidate candidate -> Key.CANDIDATE;
            case Signal.Candidates candidates -> Key.CANDIDATES;
            case Signal.Offer offer -> Key.DESCRIPTION;
            case Signal.Answer answer -> Key.DESCRIPTION;
        };
        json.raw(key.next()).json(signal.json());
        return this;
    }

    /** The last member of a message; binary content stands behind the closed header. */
    private void content(Content content) {
        switch (content.kind()) {
            case JSON -> {
                json.raw(Key.CONTENT.next()).json(content.bytes());
                end();
            }
            case BINARY -> {
                end();
                out.writeByte(LINE_FEED).writeBytes(content.bytes().array());
            }
        }
    }

    private void end() {
        json.raw('}');
    }
}
