package io.ringway.gateway.protocol.skapi;

import static io.ringway.gateway.protocol.Command.NO_ID;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.Notification;
import io.ringway.gateway.protocol.NotificationField;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.SdpField;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import org.jspecify.annotations.Nullable;

/** Reads one client frame. Made for each frame; reads it once. */
final class SkapiReader {
    private static final String CID_PREFIX = "cid:";
    private static final int MAX_ECHOED_CHARS = 256;
    /** What {@code undefined} becomes: the client leaves the key out. */
    private static final Bytes UNDEFINED = Bytes.utf8("null");

    private final Event.Limits limits;
    private final JsonFields<SkapiField> fields = new JsonFields<>(SkapiField.NAMES);

    SkapiReader(Event.Limits limits) {
        this.limits = limits;
    }

    Command read(ByteBuf frame) throws ProtocolException {
        try {
            fields.read(frame);
            return command();
        } catch (JsonException unreadable) {
            throw refuse(ErrorCode.BAD_REQUEST, unreadable.reason());
        }
    }

    private Command command() throws JsonException, ProtocolException {
        SkapiAction action = SkapiAction.of(fields.text(SkapiField.ACTION));
        return switch (action) {
            case null -> throw refuse(ErrorCode.UNKNOWN_TYPE, "no such action");
            case KEEP_ALIVE -> new Command.KeepAlive(NO_ID);
            case JOIN_ROOM -> new Command.Switch(NO_ID, groupOrNone());
            case BROADCAST ->
                new Command.Publish(NO_ID, group(fields.text(SkapiField.RID)), content(), "", notification());
            case SEND_MESSAGE -> message(fields.text(SkapiField.UID), content());
            case RTC -> rtc(fields.text(SkapiField.UID));
        };
    }

    /** Leaving is joining nothing: null, and the empty string of a cleared form field. */
    private @Nullable String groupOrNone() throws JsonException, ProtocolException {
        if (!fields.has(SkapiField.RID)) {
            throw refuse(ErrorCode.BAD_REQUEST, "`rid` is missing");
        }
        String rid = fields.optionalText(SkapiField.RID);
        return rid == null || rid.isEmpty() ? null : group(rid);
    }

    private String group(String name) throws ProtocolException {
        if (!Names.isGroup(name, limits.groupNameChars())) {
            throw refuse(
                    ErrorCode.BAD_GROUP,
                    "a group name has 1 to " + limits.groupNameChars() + " characters, none a control character");
        }
        return name;
    }

    private Content content() throws ProtocolException {
        requireSize("content", SkapiField.CONTENT, limits.contentBytes());
        Bytes json = fields.has(SkapiField.CONTENT) ? fields.raw(SkapiField.CONTENT) : UNDEFINED;
        return new Content(Content.Kind.JSON, json);
    }

    /** A JSON object within a string, or an empty one for none; whether it is for everybody stands beside it. */
    private @Nullable Notification notification() throws JsonException, ProtocolException {
        String written = fields.optionalText(SkapiField.NOTIFICATION);
        if (written == null || written.isEmpty()) {
            return null;
        }
        JsonFields<NotificationField> within = new JsonFields<>(NotificationField.NAMES);
        byte[] json = Bytes.utf8(written).array();
        within.read(json, 0, json.length);
        Notification read = NotificationField.read(NO_ID, within);
        boolean always = fields.isObject(SkapiField.NOTIFICATIONCONFIG)
                && fields.object(SkapiField.NOTIFICATIONCONFIG, NotificationField.NAMES)
                        .bool(NotificationField.ALWAYS, false);
        return new Notification(read.title(), read.body(), Bytes.EMPTY, always);
    }

    private Command message(String uid, Content content) throws JsonException, ProtocolException {
        if (uid.startsWith(CID_PREFIX)) {
            return new Command.SendCid(NO_ID, cid(uid), content);
        }
        if (!Names.isUserId(uid)) {
            throw refuse(ErrorCode.NOT_FOUND, "no such user");
        }
        return new Command.SendUser(NO_ID, uid, content, notification());
    }

    private static String withoutPrefix(String uid) {
        return uid.startsWith(CID_PREFIX) ? uid.substring(CID_PREFIX.length()) : uid;
    }

    private static Cid cid(String uid) throws ProtocolException {
        return Cid.parse(withoutPrefix(uid)).orElseThrow(() -> refuse(ErrorCode.NOT_FOUND, "no such connection"));
    }

    private Command rtc(String uid) throws JsonException, ProtocolException {
        requireSize("content", SkapiField.CONTENT, limits.contentBytes());
        JsonFields<RtcField> content = fields.object(SkapiField.CONTENT, RtcField.NAMES);
        if (content.isObject(RtcField.SDPOFFER) && isNobody(withoutPrefix(uid))) {
            return new Command.PeerUnknown(NO_ID, withoutPrefix(uid));
        }
        Cid peer = cid(uid);
        if (content.hasValue(RtcField.HUNGUP)) {
            return new Command.PeerHangup(NO_ID, peer);
        }
        if (content.hasValue(RtcField.PICKUP)) {
            return new Command.PeerAccept(NO_ID, peer);
        }
        return new Command.PeerSignal(NO_ID, peer, signal(content));
    }

    /** The client waits for an end to the call by the very name it rang; one that is too long is not said back to it. */
    private static boolean isNobody(String name) {
        return name.length() <= MAX_ECHOED_CHARS
                && Names.isWellFormed(name)
                && Cid.parse(name).isEmpty();
    }

    private static Signal signal(JsonFields<RtcField> content) throws JsonException, ProtocolException {
        if (content.isObject(RtcField.CANDIDATE)) {
            return new Signal.Candidate(content.raw(RtcField.CANDIDATE));
        }
        if (content.isObject(RtcField.SDPOFFER)) {
            return new Signal.Offer(description(content, RtcField.SDPOFFER));
        }
        if (content.isObject(RtcField.SDPANSWER)) {
            return new Signal.Answer(description(content, RtcField.SDPANSWER));
        }
        throw refuse(
                ErrorCode.BAD_REQUEST, "one of `sdpoffer`, `sdpanswer`, `candidate`, `pickup` and `hungup` is needed");
    }

    private static Bytes description(JsonFields<RtcField> content, RtcField field)
            throws JsonException, ProtocolException {
        if (!SdpField.isDescription(content.object(field, SdpField.NAMES))) {
            throw refuse(ErrorCode.BAD_REQUEST, "the `sdp` is no session description");
        }
        return content.raw(field);
    }

    private void requireSize(String what, SkapiField field, int maxBytes) throws ProtocolException {
        if (fields.size(field) > maxBytes) {
            throw refuse(ErrorCode.TOO_LARGE, "`" + what + "` is over " + maxBytes + " bytes");
        }
    }

    private static ProtocolException refuse(ErrorCode code, String message) {
        return new ProtocolException(code, NO_ID, message);
    }
}
