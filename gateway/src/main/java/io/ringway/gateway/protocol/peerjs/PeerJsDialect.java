package io.ringway.gateway.protocol.peerjs;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Name;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.ProtocolException;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonFields;
import io.ringway.gateway.protocol.json.JsonWriter;

/**
 * The wire of the PeerJS client (1.5): JSON objects of {@code type}, {@code src}, {@code dst} and {@code payload}. The server
 * looks at the first three alone, and writes {@code src} itself. Stateless; any thread.
 */
public final class PeerJsDialect {
    public static final String INCOMPLETE = "No id, token, or key supplied to websocket server";
    public static final String INVALID_KEY = "Invalid key provided";
    public static final String LIMIT = "Server has reached its concurrent user limit";

    private static final byte[] TYPE = JsonWriter.ascii("{\"type\":");
    private static final byte[] SRC = JsonWriter.ascii(",\"src\":");
    private static final byte[] DST = JsonWriter.ascii(",\"dst\":");
    private static final byte[] PAYLOAD = JsonWriter.ascii(",\"payload\":");
    private static final byte[] TEXT = JsonWriter.ascii(",\"payload\":{\"msg\":");
    private static final int ROOM = 96;

    private PeerJsDialect() {}

    /**
     * Reads a client's frame.
     *
     * @param from who sends it: also whose tenant the receiver is of
     */
    public static PeerMessage decode(ByteBuf text, Name from) throws ProtocolException {
        JsonFields<PeerField> fields = new JsonFields<>(PeerField.NAMES);
        try {
            fields.read(text);
            return message(fields, from);
        } catch (JsonException unreadable) {
            throw refused(ErrorCode.BAD_REQUEST, unreadable.reason());
        }
    }

    private static PeerMessage message(JsonFields<PeerField> fields, Name from)
            throws JsonException, ProtocolException {
        PeerType type = PeerType.of(fields.text(PeerField.TYPE));
        return switch (type) {
            case null -> throw refused(ErrorCode.UNKNOWN_TYPE, "no such type of message");
            case HEARTBEAT -> new PeerMessage.Heartbeat();
            case LEAVE -> isAddressed(fields) ? relay(type, fields, from) : new PeerMessage.Farewell();
            case OFFER, ANSWER, CANDIDATE -> relay(type, fields, from);
        };
    }

    private static boolean isAddressed(JsonFields<PeerField> fields) throws JsonException {
        String to = fields.optionalText(PeerField.DST);
        return to != null && !to.isEmpty();
    }

    private static PeerMessage relay(PeerType type, JsonFields<PeerField> fields, Name from)
            throws JsonException, ProtocolException {
        String to = fields.text(PeerField.DST);
        if (!Names.isUserId(to)) {
            throw refused(ErrorCode.BAD_REQUEST, "`dst` is no id of a peer");
        }
        Bytes payload = fields.has(PeerField.PAYLOAD) ? fields.raw(PeerField.PAYLOAD) : Bytes.EMPTY;
        return new PeerMessage.Relay(type, new Name(from.tenant(), to), relayed(type, from, to, payload));
    }

    private static Bytes relayed(PeerType type, Name from, String to, Bytes payload) {
        ByteBuf json = Unpooled.buffer(ROOM + payload.size());
        addressed(new JsonWriter(json), type.name(), from.text(), to);
        if (!payload.isEmpty()) {
            new JsonWriter(json).raw(PAYLOAD).json(payload);
        }
        json.writeByte('}');
        return Bytes.wrap(ByteBufUtil.getBytes(json));
    }

    private static void addressed(JsonWriter json, String type, String from, String to) {
        json.raw(TYPE).plain(type).raw(SRC).string(from).raw(DST).string(to);
    }

    private static ProtocolException refused(ErrorCode code, String message) {
        return new ProtocolException(code, Command.NO_ID, message);
    }

    /** A client's message to another, as its frame. The caller releases it. */
    public static Frame frame(Parcel parcel) {
        return Frame.of(false, parcel.frame().array());
    }

    /** What the server says, as its frame. The caller releases it. */
    public static Frame frame(PeerEvent event, Name to) {
        return Frame.written(false, ROOM, buffer -> write(new JsonWriter(buffer), event, to));
    }

    private static void write(JsonWriter json, PeerEvent event, Name to) {
        switch (event) {
            case PeerEvent.Open open -> json.raw(TYPE).plain("OPEN");
            case PeerEvent.IdTaken taken -> said(json, "ID-TAKEN", "ID is taken");
            case PeerEvent.Failed(var message) -> said(json, "ERROR", message);
            case PeerEvent.Expired(var absent) -> addressed(json, "EXPIRE", absent.text(), to.text());
            case PeerEvent.Left(var dead) -> addressed(json, "LEAVE", dead.text(), to.text());
        }
        json.raw('}');
    }

    private static void said(JsonWriter json, String type, String message) {
        json.raw(TYPE).plain(type).raw(TEXT).string(message).raw('}');
    }
}
