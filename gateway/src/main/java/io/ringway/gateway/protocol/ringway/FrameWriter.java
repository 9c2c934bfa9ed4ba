package io.ringway.gateway.protocol.ringway;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the members of one frame, one after the other, into its buffer. Made for each frame. */
final class FrameWriter {
    private static final byte LINE_FEED = '\n';
    private static final byte[] RESULT = opening("result");

    private final ByteBuf out;
    private final JsonWriter json;

    FrameWriter(ByteBuf out) {
        this.out = out;
        this.json = new JsonWriter(out);
    }

    /** How a frame of that type begins. */
    static byte[] opening(String type) {
        return JsonWriter.ascii("{\"type\":\"" + type + "\"");
    }

    /** For what is written in words of its own. */
    JsonWriter json() {
        return json;
    }

    FrameWriter start(byte[] opening) {
        json.raw(opening);
        return this;
    }

    FrameWriter result(long id) {
        return start(RESULT).number(Key.ID, id);
    }

    FrameWriter number(Key key, long value) {
        json.raw(key.next()).number(value);
        return this;
    }

    /** Of groups with a history. */
    FrameWriter offset(long offset) {
        return offset == 0 ? this : number(Key.OFFSET, offset);
    }

    FrameWriter pushed(int pushed) {
        return pushed == 0 ? this : number(Key.PUSHED, pushed);
    }

    FrameWriter bool(Key key, boolean value) {
        json.raw(key.next()).bool(value);
        return this;
    }

    FrameWriter string(Key key, String value) {
        json.raw(key.next()).string(value);
        return this;
    }

    FrameWriter plain(Key key, String value) {
        json.raw(key.next()).plain(value);
        return this;
    }

    FrameWriter optional(Key key, @Nullable String value) {
        if (value != null) {
            return string(key, value);
        }
        json.raw(key.next()).nothing();
        return this;
    }

    FrameWriter cid(Cid cid) {
        return plain(Key.CID, cid.toString());
    }

    FrameWriter call(CallId call) {
        return plain(Key.CALL_ID, call.toString());
    }

    FrameWriter sender(Sender from) {
        string(Key.USER_ID, from.user().id());
        if (from.cid() != null) {
            return cid(from.cid());
        }
        json.raw(Key.CID.next()).nothing();
        return this;
    }

    FrameWriter version(long version, boolean complete) {
        number(Key.VERSION, version);
        return bool(Key.COMPLETE, complete);
    }

    /** Text that is JSON already. */
    FrameWriter json(Key key, Bytes json) {
        this.json.raw(key.next()).json(json);
        return this;
    }

    FrameWriter strings(Key key, List<String> all) {
        json.raw(key.next());
        char before = '[';
        for (String one : all) {
            json.raw(before).string(one);
            before = ',';
        }
        closeArray(before);
        return this;
    }

    /** Ends an array, of which no item may have been written. */
    void closeArray(char before) {
        if (before == '[') {
            json.raw('[');
        }
        json.raw(']');
    }

    /** The last members of an object: where to find relays; the object is closed behind them. */
    void iceServers(byte[] key, Event.IceServers ice) {
        json.raw(key).json(ice.json());
        if (ice.relayOnly()) {
            plain(Key.ICE_TRANSPORT_POLICY, "relay");
        }
        number(Key.ICE_EXPIRES_AT, ice.expiresAt()).end();
    }

    /** The last member of a message; binary content stands behind the closed header. */
    void content(Content content) {
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

    /** Closes the frame, or the object in it. */
    void end() {
        json.raw('}');
    }
}
