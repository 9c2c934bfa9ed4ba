package io.ringway.gateway.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ringway.cluster.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A JSON array as the very bytes of its items. */
public final class JsonArray {
    private JsonArray() {}

    /** The items of an array that is known to be one; of anything else, none. */
    public static List<Bytes> items(Bytes json) {
        try {
            return read(json);
        } catch (JsonException noArray) {
            return List.of();
        }
    }

    /** An array of these items, each of which is JSON. */
    public static Bytes of(List<Bytes> items) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        char before = '[';
        for (Bytes item : items) {
            out.write(before);
            out.writeBytes(item.array());
            before = ',';
        }
        if (items.isEmpty()) {
            out.write('[');
        }
        out.write(']');
        return Bytes.wrap(out.toByteArray());
    }

    /** The items of what has to be an array. */
    public static List<Bytes> read(Bytes json) throws JsonException {
        byte[] bytes = json.array();
        List<Bytes> items = new ArrayList<>();
        try (JsonParser parser = Json.parser(bytes, 0, bytes.length)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new JsonException("not a JSON array");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken() == null) {
                    throw Json.malformed();
                }
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                int end = (int) parser.currentLocation().getByteOffset();
                items.add(Bytes.wrap(Arrays.copyOfRange(bytes, start, end)));
            }
            return items;
        } catch (IOException notJson) {
            throw Json.explain(notJson);
        }
    }
}
