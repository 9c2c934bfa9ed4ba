package io.ringway.gateway.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringway.cluster.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON object as the very bytes of its members' values, by name and in their order. */
public final class JsonMembers {
    private JsonMembers() {}

    /** The members of an object; of any other value, none. A name that stands twice is refused: readers differ in which counts. */
    public static Map<String, Bytes> read(Bytes json) throws JsonException {
        byte[] bytes = json.array();
        Map<String, Bytes> members = new LinkedHashMap<>();
        try (JsonParser parser = Json.parser(bytes, 0, bytes.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return members;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (members.put(name, value(parser, bytes)) != null) {
                    throw new JsonException("a member stands twice");
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw Json.malformed();
            }
            return members;
        } catch (IOException notJson) {
            throw Json.explain(notJson);
        }
    }

    private static Bytes value(JsonParser parser, byte[] bytes) throws IOException, JsonException {
        if (parser.nextToken() == null) {
            throw Json.malformed();
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        return Bytes.wrap(Arrays.copyOfRange(bytes, start, end));
    }

    /** An object of these members, each value of which is JSON. */
    public static Bytes of(Map<String, Bytes> members) {
        ByteBuf out = Unpooled.buffer();
        JsonWriter json = new JsonWriter(out);
        char before = '{';
        for (Map.Entry<String, Bytes> member : members.entrySet()) {
            json.raw(before).string(member.getKey()).raw(':').json(member.getValue());
            before = ',';
        }
        if (members.isEmpty()) {
            json.raw('{');
        }
        json.raw('}');
        return Bytes.wrap(ByteBufUtil.getBytes(out));
    }
}
