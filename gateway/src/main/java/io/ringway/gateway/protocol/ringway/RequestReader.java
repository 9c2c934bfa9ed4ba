package io.ringway.gateway.protocol.ringway;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.GroupQuery;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Notification;
import io.ringway.gateway.protocol.NotificationField;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one request. Made for each frame; reads it once. */
final class RequestReader {
    private static final int DEFAULT_GROUPS = 100;
    private static final int DEFAULT_HISTORY = 50;
    private static final int MAX_HISTORY = 100;
    private static final int MAX_KEY = 128;
    private static final Set<RequestType> CARRYING =
            EnumSet.of(RequestType.PUBLISH, RequestType.SEND, RequestType.RELAY);

    private final Request request;
    private final JsonFields<Field> fields;

    RequestReader(Event.Limits limits) {
        this.request = new Request(limits);
        this.fields = request.fields();
    }

    Command text(ByteBuf frame) throws ProtocolException {
        try {
            request.read(frame);
            return command(request.type());
        } catch (JsonException unreadable) {
            throw request.refuse(ErrorCode.BAD_REQUEST, unreadable.reason());
        }
    }

    /** Reads the header of a binary frame; the content is what follows it. */
    Command binary(ByteBuf header, ByteBuf content) throws ProtocolException {
        try {
            request.read(header);
            RequestType type = request.type();
            if (!CARRYING.contains(type) || fields.has(Field.CONTENT)) {
                throw request.refuse(
                        ErrorCode.BAD_REQUEST,
                        "a binary frame is `publish`, `send` or `relay`, with the content behind its header");
            }
            requireSize(type, content.readableBytes());
            byte[] bytes = new byte[content.readableBytes()];
            content.getBytes(content.readerIndex(), bytes);
            return message(type, new Content(Content.Kind.BINARY, Bytes.wrap(bytes)));
        } catch (JsonException unreadable) {
            throw request.refuse(ErrorCode.BAD_REQUEST, unreadable.reason());
        }
    }

    private Command command(RequestType type) throws JsonException, ProtocolException {
        return switch (type) {
            case JOIN ->
                new Command.Join(
                        request.id(), request.group(), request.meta(), fields.bool(Field.SUSPECTS, false), since());
            case HELLO -> hello();
            case LEAVE -> new Command.Leave(request.id(), request.group());
            case UPDATE -> new Command.Update(request.id(), request.group(), newMeta());
            case PUBLISH, SEND, RELAY -> message(type, content(type));
            case MEMBERS -> members();
            case GROUPS -> groups();
            case REFRESH -> new Command.Refresh(request.id(), request.token());
            case PING -> new Command.Ping(request.id());
            case BACKGROUND -> new Command.Background(request.id(), fields.bool(Field.ON, true));
            case CALL -> calls().call();
            case ACCEPT -> calls().accept();
            case SIGNAL -> calls().signal();
            case HANGUP -> calls().hangup();
            case MOVE -> new Command.Move(request.id(), request.callId());
            case BLOCK -> new Command.Block(request.id(), request.userId());
            case UNBLOCK -> new Command.Unblock(request.id(), request.userId());
            case BLOCKED -> new Command.Blocked(request.id());
            case ON_BUSY -> new Command.OnBusy(request.id(), calls().onBusy());
            case CALLS -> calls().calls();
            case CALLS_SEEN -> new Command.CallsSeen(request.id(), request.callId());
            case CALL_TIMELINE -> new Command.CallTimeline(request.id(), request.callId());
            case HISTORY -> history();
            case STATE, STATE_SET, STATE_DELETE -> StateReader.read(type, request.id(), request.group(), fields);
            case ADMIT ->
                new Command.Admit(
                        request.id(),
                        request.group(),
                        fields.text(Field.PARTICIPANT_ID),
                        fields.bool(Field.ACCEPT, true));
            case CALL_REPORT -> new Command.CallReport(request.id(), request.callId(), calls().report());
        };
    }

    private CallReader calls() {
        return new CallReader(request);
    }

    private Command message(RequestType type, Content content) throws JsonException, ProtocolException {
        if (type == RequestType.PUBLISH) {
            return new Command.Publish(request.id(), request.group(), content, key(), notification());
        }
        if (type == RequestType.RELAY) {
            return new Command.Relay(request.id(), request.group(), request.cid(), content);
        }
        return request.toUser()
                ? new Command.SendUser(request.id(), request.userId(), content, notification())
                : new Command.SendCid(request.id(), request.cid(), content);
    }

    private @Nullable Notification notification() throws JsonException, ProtocolException {
        return fields.hasValue(Field.NOTIFICATION)
                ? NotificationField.read(request.id(), fields.object(Field.NOTIFICATION, NotificationField.NAMES))
                : null;
    }

    private String key() throws JsonException, ProtocolException {
        String key = request.wellFormed(fields.optionalText(Field.IDEMPOTENCY_KEY));
        if (key == null) {
            return "";
        }
        if (key.isEmpty() || key.codePointCount(0, key.length()) > MAX_KEY) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "`idempotency_key` has 1 to " + MAX_KEY + " characters");
        }
        return key;
    }

    /** Epochs are opaque: one that no node ever gave is as unknown as one that is over. */
    private @Nullable Position since() throws JsonException {
        if (!fields.hasValue(Field.SINCE)) {
            return null;
        }
        JsonFields<SinceField> since = fields.object(Field.SINCE, SinceField.NAMES);
        long epoch = Position.epoch(since.text(SinceField.EPOCH)).orElse(0L);
        return new Position(epoch, since.integer(SinceField.OFFSET, 0, JsonFields.maxInteger(), 0));
    }

    private Command history() throws JsonException, ProtocolException {
        boolean isAfter = fields.hasValue(Field.AFTER);
        if (isAfter && fields.hasValue(Field.BEFORE)) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "one of `before` and `after`, or none");
        }
        long most = JsonFields.maxInteger();
        long offset = isAfter ? fields.integer(Field.AFTER, 0, most, 0) : fields.integer(Field.BEFORE, 1, most, most);
        int limit = request.limit(MAX_HISTORY, DEFAULT_HISTORY);
        return new Command.History(request.id(), request.group(), isAfter, offset, limit);
    }

    private Command hello() throws JsonException, ProtocolException {
        if (fields.hasValue(Field.TOKEN) == fields.hasValue(Field.KEY)) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "one of `token` and `key` is needed");
        }
        return fields.hasValue(Field.KEY)
                ? new Command.HelloKey(
                        request.id(),
                        fields.text(Field.KEY),
                        request.wellFormed(fields.optionalText(Field.USER_ID)),
                        resume())
                : new Command.Hello(request.id(), request.token(), resume());
    }

    private Command members() throws JsonException, ProtocolException {
        int limit = request.limit(GroupQuery.MAX_LIMIT, 0);
        String after = fields.optionalText(Field.AFTER);
        if (after != null && (limit == 0 || Cid.parse(after).isEmpty())) {
            throw request.refuse(
                    ErrorCode.BAD_REQUEST, "`after` is the `next` of a page before, and goes with `limit`");
        }
        return new Command.Members(request.id(), request.group(), limit, after == null ? "" : after);
    }

    private Command groups() throws JsonException, ProtocolException {
        String prefix = request.wellFormed(fields.optionalText(Field.PREFIX));
        int limit = request.limit(GroupQuery.MAX_LIMIT, DEFAULT_GROUPS);
        String after = request.wellFormed(fields.optionalText(Field.AFTER));
        if (after != null && after.isEmpty()) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "`after` is the `next` of a page before");
        }
        return new Command.Groups(request.id(), prefix == null ? "" : prefix, limit, after);
    }

    private Command.@Nullable Resume resume() throws JsonException {
        String token = fields.optionalText(Field.RESUME);
        return token == null
                ? null
                : new Command.Resume(token, fields.integer(Field.RECEIVED, 0, JsonFields.maxInteger(), 0));
    }

    private Bytes newMeta() throws ProtocolException {
        if (!fields.has(Field.META)) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "`meta` is missing");
        }
        return request.meta();
    }

    private Content content(RequestType type) throws ProtocolException {
        if (!fields.has(Field.CONTENT)) {
            throw request.refuse(ErrorCode.BAD_REQUEST, "`content` is missing");
        }
        requireSize(type, fields.size(Field.CONTENT));
        return new Content(Content.Kind.JSON, fields.raw(Field.CONTENT));
    }

    /** What members of a room tell each other of their streams is longer than messages are: a relay may fill its frame. */
    private void requireSize(RequestType type, int bytes) throws ProtocolException {
        if (type != RequestType.RELAY) {
            request.requireSize("content", bytes, request.limits().contentBytes());
        }
    }
}
