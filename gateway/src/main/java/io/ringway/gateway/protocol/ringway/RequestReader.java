package io.ringway.gateway.protocol.ringway;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.GroupQuery;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.IceReport;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.Notification;
import io.ringway.gateway.protocol.NotificationField;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.json.JsonArray;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one request. Made for each frame; reads it once. */
final class RequestReader {
    private static final int DEFAULT_GROUPS = 100;
    private static final int MAX_CANDIDATES = 64;
    private static final String SDP_BEGINS = "v=0";
    private static final int DEFAULT_CALLS = 20;
    private static final int MAX_CALLS = 100;
    private static final int DEFAULT_HISTORY = 50;
    private static final int MAX_HISTORY = 100;
    private static final int MAX_KEY = 128;
    private static final Set<RequestType> CARRYING =
            EnumSet.of(RequestType.PUBLISH, RequestType.SEND, RequestType.RELAY);

    private final Event.Limits limits;
    private final JsonFields<Field> fields = new JsonFields<>(Field.NAMES);
    private long id = Command.NO_ID;

    RequestReader(Event.Limits limits) {
        this.limits = limits;
    }

    Command text(ByteBuf frame) throws ProtocolException {
        try {
            read(frame);
            return command(type());
        } catch (JsonException unreadable) {
            throw refuse(ErrorCode.BAD_REQUEST, unreadable.reason());
        }
    }

    /** Reads the header of a binary frame; the content is what follows it. */
    Command binary(ByteBuf header, ByteBuf content) throws ProtocolException {
        try {
            read(header);
            RequestType type = type();
            if (!CARRYING.contains(type) || fields.has(Field.CONTENT)) {
                throw refuse(
                        ErrorCode.BAD_REQUEST,
                        "a binary frame is `publish`, `send` or `relay`, with the content behind its header");
            }
            requireSize("content", content.readableBytes(), limits.contentBytes());
            byte[] bytes = new byte[content.readableBytes()];
            content.getBytes(content.readerIndex(), bytes);
            return message(type, new Content(Content.Kind.BINARY, Bytes.wrap(bytes)));
        } catch (JsonException unreadable) {
            throw refuse(ErrorCode.BAD_REQUEST, unreadable.reason());
        }
    }

    private void read(ByteBuf frame) throws JsonException {
        try {
            fields.read(frame);
        } catch (JsonException broken) {
            id = readableId();
            throw broken;
        }
        id = requestId();
    }

    private long requestId() throws JsonException {
        return fields.integer(Field.ID, 0, JsonFields.maxInteger(), Command.NO_ID);
    }

    private long readableId() {
        try {
            return requestId();
        } catch (JsonException badId) {
            return Command.NO_ID;
        }
    }

    private RequestType type() throws JsonException, ProtocolException {
        RequestType type = RequestType.of(fields.text(Field.TYPE));
        if (type == null) {
            throw refuse(ErrorCode.UNKNOWN_TYPE, "no such request");
        }
        return type;
    }

    private Command command(RequestType type) throws JsonException, ProtocolException {
        return switch (type) {
            case JOIN -> new Command.Join(id, group(), meta(), fields.bool(Field.SUSPECTS, false), since());
            case HELLO -> hello();
            case LEAVE -> new Command.Leave(id, group());
            case UPDATE -> new Command.Update(id, group(), newMeta());
            case PUBLISH, SEND, RELAY -> message(type, content());
            case MEMBERS -> members();
            case GROUPS -> groups();
            case REFRESH -> new Command.Refresh(id, token());
            case PING -> new Command.Ping(id);
            case BACKGROUND -> new Command.Background(id, fields.bool(Field.ON, true));
            case CALL -> call();
            case ACCEPT -> new Command.Accept(id, callId(), answer());
            case SIGNAL -> new Command.SendSignal(id, callId(), signal());
            case HANGUP -> hangup();
            case MOVE -> new Command.Move(id, callId());
            case BLOCK -> new Command.Block(id, userId());
            case UNBLOCK -> new Command.Unblock(id, userId());
            case BLOCKED -> new Command.Blocked(id);
            case ON_BUSY -> new Command.OnBusy(id, onBusy());
            case CALLS -> calls();
            case CALLS_SEEN -> new Command.CallsSeen(id, callId());
            case CALL_TIMELINE -> new Command.CallTimeline(id, callId());
            case HISTORY -> history();
            case STATE, STATE_SET, STATE_DELETE -> StateReader.read(type, id, group(), fields);
            case ADMIT ->
                new Command.Admit(id, group(), fields.text(Field.PARTICIPANT_ID), fields.bool(Field.ACCEPT, true));
            case CALL_REPORT -> new Command.CallReport(id, callId(), report());
        };
    }

    private Command message(RequestType type, Content content) throws JsonException, ProtocolException {
        if (type == RequestType.PUBLISH) {
            return new Command.Publish(id, group(), content, key(), notification());
        }
        if (type == RequestType.RELAY) {
            return new Command.Relay(id, group(), cid(), content);
        }
        return toUser()
                ? new Command.SendUser(id, userId(), content, notification())
                : new Command.SendCid(id, cid(), content);
    }

    private @Nullable Notification notification() throws JsonException, ProtocolException {
        return fields.hasValue(Field.NOTIFICATION)
                ? NotificationField.read(id, fields.object(Field.NOTIFICATION, NotificationField.NAMES))
                : null;
    }

    private String key() throws JsonException, ProtocolException {
        String key = wellFormed(fields.optionalText(Field.IDEMPOTENCY_KEY));
        if (key == null) {
            return "";
        }
        if (key.isEmpty() || key.codePointCount(0, key.length()) > MAX_KEY) {
            throw refuse(ErrorCode.BAD_REQUEST, "`idempotency_key` has 1 to " + MAX_KEY + " characters");
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
            throw refuse(ErrorCode.BAD_REQUEST, "one of `before` and `after`, or none");
        }
        long most = JsonFields.maxInteger();
        long offset = isAfter ? fields.integer(Field.AFTER, 0, most, 0) : fields.integer(Field.BEFORE, 1, most, most);
        int limit = (int) fields.integer(Field.LIMIT, 1, MAX_HISTORY, DEFAULT_HISTORY);
        return new Command.History(id, group(), isAfter, offset, limit);
    }

    private Command hello() throws JsonException, ProtocolException {
        if (fields.hasValue(Field.TOKEN) == fields.hasValue(Field.KEY)) {
            throw refuse(ErrorCode.BAD_REQUEST, "one of `token` and `key` is needed");
        }
        return fields.hasValue(Field.KEY)
                ? new Command.HelloKey(
                        id, fields.text(Field.KEY), wellFormed(fields.optionalText(Field.USER_ID)), resume())
                : new Command.Hello(id, token(), resume());
    }

    private Command members() throws JsonException, ProtocolException {
        int limit = (int) fields.integer(Field.LIMIT, 1, GroupQuery.MAX_LIMIT, 0);
        String after = fields.optionalText(Field.AFTER);
        if (after != null && (limit == 0 || Cid.parse(after).isEmpty())) {
            throw refuse(ErrorCode.BAD_REQUEST, "`after` is the `next` of a page before, and goes with `limit`");
        }
        return new Command.Members(id, group(), limit, after == null ? "" : after);
    }

    private Command groups() throws JsonException, ProtocolException {
        String prefix = wellFormed(fields.optionalText(Field.PREFIX));
        int limit = (int) fields.integer(Field.LIMIT, 1, GroupQuery.MAX_LIMIT, DEFAULT_GROUPS);
        return new Command.Groups(
                id, prefix == null ? "" : prefix, limit, wellFormed(fields.optionalText(Field.AFTER)));
    }

    private Command calls() throws JsonException, ProtocolException {
        int limit = (int) fields.integer(Field.LIMIT, 1, MAX_CALLS, DEFAULT_CALLS);
        String after = fields.optionalText(Field.AFTER);
        if (after != null && CallId.parse(after).isEmpty()) {
            throw refuse(ErrorCode.BAD_REQUEST, "`after` is the `next` of a page before");
        }
        return new Command.Calls(id, limit, after == null ? "" : after);
    }

    private IceReport report() throws JsonException, ProtocolException {
        IceReport.Outcome outcome = oneOf(Field.OUTCOME, IceReport.Outcome.values());
        if (outcome == null) {
            throw refuse(ErrorCode.BAD_REQUEST, "`outcome` is missing");
        }
        return new IceReport(
                outcome,
                oneOf(Field.LOCAL, IceReport.Candidate.values()),
                oneOf(Field.REMOTE, IceReport.Candidate.values()),
                oneOf(Field.STATE, IceReport.State.values()),
                plainText());
    }

    /** Text for people, in one line; empty where there is none. */
    private String plainText() throws JsonException, ProtocolException {
        String text = wellFormed(fields.optionalText(Field.TEXT));
        if (text == null) {
            return "";
        }
        if (text.codePointCount(0, text.length()) > IceReport.TEXT_CHARS) {
            throw refuse(ErrorCode.TOO_LARGE, "`text` is over " + IceReport.TEXT_CHARS + " characters");
        }
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private <E extends Enum<E>> @Nullable E oneOf(Field field, E[] values) throws JsonException, ProtocolException {
        String wire = fields.optionalText(field);
        for (E value : values) {
            if (value.name().toLowerCase(Locale.ROOT).equals(wire)) {
                return value;
            }
        }
        if (wire != null) {
            throw refuse(ErrorCode.BAD_REQUEST, "`" + Field.NAMES.name(field) + "` is none of its values");
        }
        return null;
    }

    private Command call() throws JsonException, ProtocolException {
        Bytes data = bounded(Field.DATA, limits.metaBytes());
        Signal.Offer offer = offer();
        RingOptions options = new RingOptions(timeoutMs(), onBusy());
        return toUser()
                ? new Command.CallUser(id, userId(), offer, data, options)
                : new Command.CallCid(id, cid(), offer, data, options);
    }

    private long timeoutMs() throws JsonException {
        return fields.integer(Field.TIMEOUT_MS, RingOptions.MIN_TIMEOUT_MS, RingOptions.MAX_TIMEOUT_MS, 0);
    }

    private @Nullable BusyPolicy onBusy() throws JsonException, ProtocolException {
        String code = fields.optionalText(Field.ON_BUSY);
        BusyPolicy policy = code == null ? null : BusyPolicy.parse(code).orElse(null);
        if (code != null && policy == null) {
            throw refuse(ErrorCode.BAD_REQUEST, "`on_busy` is `reject`, `wait` or `ring`");
        }
        return policy;
    }

    /** Reasons other than these follow from what the call's owner knows. */
    private Command hangup() throws JsonException, ProtocolException {
        return new Command.Hangup(
                id, callId(), says(Field.SCOPE, "all", "device"), says(Field.REASON, "hangup", "failed"));
    }

    /** Of a field that takes two words, or none, whether it says the second. */
    private boolean says(Field field, String usual, String word) throws JsonException, ProtocolException {
        String said = fields.optionalText(field);
        if (said != null && !said.equals(usual) && !said.equals(word)) {
            throw refuse(ErrorCode.BAD_REQUEST, "neither `" + usual + "` nor `" + word + "`: " + field.name());
        }
        return word.equals(said);
    }

    private boolean toUser() throws ProtocolException {
        if (fields.hasValue(Field.USER_ID) == fields.hasValue(Field.CID)) {
            throw refuse(ErrorCode.BAD_REQUEST, "one of `user_id` and `cid` is needed");
        }
        return fields.hasValue(Field.USER_ID);
    }

    private String userId() throws JsonException, ProtocolException {
        String user = fields.text(Field.USER_ID);
        if (user.isEmpty() || !Names.isWellFormed(user)) {
            throw refuse(ErrorCode.NOT_FOUND, "no such user");
        }
        return user;
    }

    /** Ids are opaque to clients: one that no server made is unknown rather than ill-formed. */
    private Cid cid() throws JsonException, ProtocolException {
        return Cid.parse(fields.text(Field.CID)).orElseThrow(() -> refuse(ErrorCode.NOT_FOUND, "no such connection"));
    }

    private CallId callId() throws JsonException, ProtocolException {
        return CallId.parse(fields.text(Field.CALL_ID))
                .orElseThrow(() -> refuse(ErrorCode.NO_SUCH_CALL, "no such call"));
    }

    private String group() throws JsonException, ProtocolException {
        String group = fields.text(Field.GROUP);
        if (!Names.isGroup(group, limits.groupNameChars())) {
            throw refuse(
                    ErrorCode.BAD_GROUP,
                    "a group name has 1 to " + limits.groupNameChars() + " characters, none a control character");
        }
        return group;
    }

    private String token() throws JsonException {
        return fields.text(Field.TOKEN);
    }

    private Command.@Nullable Resume resume() throws JsonException {
        String token = fields.optionalText(Field.RESUME);
        return token == null
                ? null
                : new Command.Resume(token, fields.integer(Field.RECEIVED, 0, JsonFields.maxInteger(), 0));
    }

    private Bytes meta() throws ProtocolException {
        return bounded(Field.META, limits.metaBytes());
    }

    private Bytes newMeta() throws ProtocolException {
        if (!fields.has(Field.META)) {
            throw refuse(ErrorCode.BAD_REQUEST, "`meta` is missing");
        }
        return meta();
    }

    private Content content() throws ProtocolException {
        if (!fields.has(Field.CONTENT)) {
            throw refuse(ErrorCode.BAD_REQUEST, "`content` is missing");
        }
        requireSize("content", fields.size(Field.CONTENT), limits.contentBytes());
        return new Content(Content.Kind.JSON, fields.raw(Field.CONTENT));
    }

    private Bytes bounded(Field field, int maxBytes) throws ProtocolException {
        requireSize(Field.NAMES.name(field), fields.size(field), maxBytes);
        return fields.rawValue(field);
    }

    private void requireSize(String what, int bytes, int maxBytes) throws ProtocolException {
        if (bytes > maxBytes) {
            throw refuse(ErrorCode.TOO_LARGE, "`" + what + "` is over " + maxBytes + " bytes");
        }
    }

    private Signal.@Nullable Offer offer() throws JsonException, ProtocolException {
        return switch (description()) {
            case null -> null;
            case Signal.Offer offer -> offer;
            case Signal other -> throw refuse(ErrorCode.BAD_REQUEST, "`description` must be an offer");
        };
    }

    private Signal.@Nullable Answer answer() throws JsonException, ProtocolException {
        return switch (description()) {
            case null -> null;
            case Signal.Answer answer -> answer;
            case Signal other -> throw refuse(ErrorCode.BAD_REQUEST, "`description` must be an answer");
        };
    }

    private Signal signal() throws JsonException, ProtocolException {
        Signal description = description();
        int given = (description == null ? 0 : 1)
                + (fields.has(Field.CANDIDATE) ? 1 : 0)
                + (fields.has(Field.CANDIDATES) ? 1 : 0);
        if (given != 1) {
            throw refuse(ErrorCode.BAD_REQUEST, "one of `description`, `candidate` and `candidates` is needed");
        }
        return description != null ? description : fields.has(Field.CANDIDATE) ? candidate() : candidates();
    }

    private Signal candidates() throws JsonException, ProtocolException {
        requireSize("candidates", fields.size(Field.CANDIDATES), limits.contentBytes());
        Bytes json = fields.raw(Field.CANDIDATES);
        List<Bytes> items = JsonArray.read(json);
        boolean allCandidates = items.stream().allMatch(item -> item.array()[0] == '{' || item.array()[0] == 'n');
        if (items.isEmpty() || items.size() > MAX_CANDIDATES || !allCandidates) {
            throw refuse(
                    ErrorCode.BAD_REQUEST,
                    "`candidates` must be an array of 1 to " + MAX_CANDIDATES + " items, each an object or null");
        }
        return new Signal.Candidates(json);
    }

    private Signal candidate() throws ProtocolException {
        if (fields.hasValue(Field.CANDIDATE) && !fields.isObject(Field.CANDIDATE)) {
            throw refuse(ErrorCode.BAD_REQUEST, "`candidate` must be an object or null");
        }
        requireSize("candidate", fields.size(Field.CANDIDATE), limits.contentBytes());
        return new Signal.Candidate(fields.raw(Field.CANDIDATE));
    }

    private @Nullable Signal description() throws JsonException, ProtocolException {
        if (!fields.hasValue(Field.DESCRIPTION)) {
            return null;
        }
        requireSize("description", fields.size(Field.DESCRIPTION), limits.contentBytes());
        Bytes json = fields.raw(Field.DESCRIPTION);
        JsonFields<SdpField> description = fields.object(Field.DESCRIPTION, SdpField.NAMES);
        return switch (description.text(SdpField.TYPE)) {
            case "offer" -> new Signal.Offer(requireSdp(description, json));
            case "answer", "pranswer" -> new Signal.Answer(requireSdp(description, json));
            case "rollback" -> new Signal.Answer(json);
            default -> throw refuse(ErrorCode.BAD_REQUEST, "`description` is of an unknown type");
        };
    }

    /** RFC 8866: a session description begins with its version. What follows is the peers' business. */
    private Bytes requireSdp(JsonFields<SdpField> description, Bytes json) throws JsonException, ProtocolException {
        if (!description.text(SdpField.SDP).startsWith(SDP_BEGINS)) {
            throw refuse(ErrorCode.BAD_REQUEST, "the `sdp` of the `description` is no session description");
        }
        return json;
    }

    private @Nullable String wellFormed(@Nullable String text) throws ProtocolException {
        if (text != null && !Names.isWellFormed(text)) {
            throw refuse(ErrorCode.BAD_REQUEST, "half of a surrogate pair in a name");
        }
        return text;
    }

    private ProtocolException refuse(ErrorCode code, String message) {
        return new ProtocolException(code, id, message);
    }
}
