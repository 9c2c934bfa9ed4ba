package io.ringway.gateway.protocol.skapi;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes one server frame. The client decodes each frame as a URI before it parses it, and drops what is not one; so every
 * percent sign of the finished frame is escaped.
 */
final class SkapiWriter {
    /** What a frame takes beside its content, as a rule. */
    private static final int ROOM = 256;

    private static final byte[] MESSAGE = JsonWriter.ascii("{\"#message\":");
    private static final byte[] PRIVATE = JsonWriter.ascii("{\"#private\":");
    private static final byte[] NOTICE = JsonWriter.ascii("{\"#notice\":");
    private static final byte[] ERROR = JsonWriter.ascii("{\"#error\":");
    private static final byte[] RTC = JsonWriter.ascii("{\"#rtc\":{\"");
    private static final byte[] COLON = JsonWriter.ascii("\":");
    private static final byte[] REASON = JsonWriter.ascii(",\"reason\":");
    private static final byte[] USER_ID = JsonWriter.ascii(",\"#user_id\":");
    private static final byte[] SCID = JsonWriter.ascii(",\"#scid\":");
    private static final byte[] SRID = JsonWriter.ascii(",\"#srid\":");
    private static final byte[] CODE = JsonWriter.ascii(",\"#code\":");
    private static final Bytes NO_MORE_CANDIDATES = Bytes.utf8("null");

    private final JsonWriter json;

    private SkapiWriter(ByteBuf out) {
        this.json = new JsonWriter(out);
    }

    private interface Body {
        void write(SkapiWriter writer);
    }

    private static Frame frame(int payload, Body body) {
        return Frame.written(false, ROOM + payload, buffer -> {
            body.write(new SkapiWriter(buffer));
            PercentEscape.escape(buffer);
        });
    }

    /** The frame for an event; null for what the client is not told. */
    static @Nullable Frame frame(Event event) {
        return switch (event) {
            case Event.GroupMessage e -> frame(e.content().bytes().size(), writer -> writer.message(e));
            case Event.PrivateMessage e -> frame(e.content().bytes().size(), writer -> writer.message(e));
            case Event.Notice e -> notice(e);
            case Event.Failed e -> failed(e);
            case Event.Incoming e ->
                e.offer() == null ? null : rtc("sdpoffer", e.offer().json(), e.caller());
            case Event.Accepted e ->
                frame(
                        0,
                        writer -> writer.user("pickup", e.callee().user())
                                .sender(e.callee())
                                .end());
            case Event.Signalled e -> signal(e);
            case Event.PeerClosed e -> frame(0, writer -> writer.closed(e));
            case Event.PeerUnknown e -> frame(e.peer().length(), writer -> writer.unknown(e));
            case Event.Notices e -> null;
            case Event.Count e -> null;
            case Event.StateChanged e -> null;
            case Event.StateTold e -> null;
            case Event.Transferred e -> null;
            case Event.Welcome e -> null;
            case Event.Result e -> null;
            case Event.Relayed e -> null;
            case Event.Interrupted e -> null;
            case Event.TokenExpiring e -> null;
            case Event.IceRefreshed e -> null;
            case Event.MissedCalls e -> null;
            case Event.Closed e -> null;
            case Event.Waiting e -> null;
            case Event.SignalRefused e -> null;
            case Event.Merged e -> null;
            case Event.PeerSuspect e -> null;
            case Event.PeerBack e -> null;
            case Event.Moved e -> null;
            case Event.Taken e -> null;
        };
    }

    private static @Nullable Frame notice(Event.Notice e) {
        return switch (e.change()) {
            case Change.Joined(Member member) -> notice(e, member, "USER_JOINED", "has joined the message group.");
            case Change.Left(Member member, LeaveReason reason) ->
                switch (reason) {
                    case LEFT, CLOSED, TRANSFERRED -> notice(e, member, "USER_LEFT", "has left the message group.");
                    case DISCONNECTED, KICKED, BANNED, REVOKED, EXPIRED ->
                        notice(e, member, "USER_DISCONNECTED", "has been disconnected from the message group.");
                    case MOVED -> null;
                };
            case Change.Updated updated -> null;
            case Change.Suspected suspected -> null;
            case Change.Back back -> null;
        };
    }

    /** Apps look for the end of the text, and replace what stands in quotes by the user's name. */
    private static Frame notice(Event.Notice e, Member member, String code, String text) {
        return frame(0, writer -> {
            writer.json.raw(NOTICE).string("User \"" + member.user().id() + "\" " + text);
            writer.user(member.user()).cid(member.cid());
            writer.json.raw(SRID).string(e.group().name()).raw(CODE).plain(code);
            writer.end();
        });
    }

    /** A late frame of a call is nothing to complain of: the client sends them after the end as a matter of course. */
    private static @Nullable Frame failed(Event.Failed e) {
        if (e.code() == ErrorCode.NO_SUCH_CALL || e.code() == ErrorCode.CALL_CLOSED) {
            return null;
        }
        return frame(0, writer -> {
            writer.json.raw(ERROR).string(e.message()).raw(CODE).plain(SkapiErrors.code(e.code()));
            writer.end();
        });
    }

    private static @Nullable Frame signal(Event.Signalled e) {
        return switch (e.signal()) {
            case Signal.Offer(Bytes json) -> rtc("sdpoffer", json, e.from());
            case Signal.Answer(Bytes json) -> rtc("sdpanswer", json, e.from());
            // Its client knows two kinds, and would take it for an answer.
            case Signal.Rollback rollback -> null;
            case Signal.Candidate(Bytes json) when json.equals(NO_MORE_CANDIDATES) -> null;
            case Signal.Candidate(Bytes json) -> rtc("candidate", json, e.from());
            case Signal.Candidates several ->
                throw new IllegalArgumentException("this wire takes candidates one by one");
        };
    }

    private static Frame rtc(String key, Bytes value, Sender from) {
        return frame(value.size(), writer -> {
            writer.json
                    .raw(RTC)
                    .raw(JsonWriter.ascii(key))
                    .raw(COLON)
                    .json(value)
                    .raw('}');
            writer.sender(from).end();
        });
    }

    private void message(Event.GroupMessage e) {
        json.raw(MESSAGE);
        content(e.content()).sender(e.from());
        json.raw(SRID).string(e.group().name());
        end();
    }

    private void message(Event.PrivateMessage e) {
        json.raw(PRIVATE);
        content(e.content()).sender(e.from()).end();
    }

    private SkapiWriter content(Content content) {
        switch (content.kind()) {
            case JSON -> json.json(content.bytes());
            case BINARY -> json.binary(content.bytes());
        }
        return this;
    }

    /** Whose connection was to ring may be unknown: then the reason stands in for the user, since it must not be empty. */
    private void closed(Event.PeerClosed e) {
        String reason = e.reason().code();
        json.raw(RTC).raw(JsonWriter.ascii("hungup")).raw(COLON);
        json.string(e.user() == null ? reason : e.user().id())
                .raw(REASON)
                .plain(reason)
                .raw('}');
        if (e.user() != null) {
            user(e.user());
        }
        cid(e.peer()).end();
    }

    private void unknown(Event.PeerUnknown e) {
        String reason = CloseReason.UNREACHABLE.code();
        json.raw(RTC).raw(JsonWriter.ascii("hungup")).raw(COLON).plain(reason);
        json.raw(REASON).plain(reason).raw('}').raw(SCID).string(e.peer());
        end();
    }

    private SkapiWriter user(String key, UserId user) {
        json.raw(RTC).raw(JsonWriter.ascii(key)).raw(COLON).string(user.id()).raw('}');
        return this;
    }

    private SkapiWriter sender(Sender from) {
        user(from.user());
        return from.cid() == null ? this : cid(from.cid());
    }

    private SkapiWriter user(UserId user) {
        json.raw(USER_ID).string(user.id());
        return this;
    }

    private SkapiWriter cid(Cid cid) {
        json.raw(SCID).plain(cid.toString());
        return this;
    }

    private void end() {
        json.raw('}');
    }
}
