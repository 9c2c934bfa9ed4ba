package io.ringway.gateway.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What JSON this gateway takes from strangers: strict RFC 8259, in UTF-8 without a byte order mark, within these bounds. */
public final class Json {
    /** Objects and arrays within each other, the outermost counted. */
    public static final int MAX_DEPTH = 32;
    /** Characters of one number, wherever it stands. */
    public static final int MAX_NUMBER_CHARS = 1_000;
    /** Bytes of one member name. */
    public static final int MAX_NAME_CHARS = 4_096;

    private static final int MAX_STRING_CHARS = 16 * 1024 * 1024;
    private static final int ENCODING_MARK_BYTES = 4;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .maxNameLength(MAX_NAME_CHARS)
                    .maxStringLength(MAX_STRING_CHARS)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // Names seen are shared by all parsers: nobody's frame may fail for the colliding names of somebody else's.
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private Json() {}

    /**
     * Whether the bytes are one well-formed value, with nothing after it, that still fits the depth when a frame is put
     * around it.
     */
    public static void check(byte[] json) throws JsonException {
        try (JsonParser parser = parser(json, 0, json.length)) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw malformed();
            }
            int depth = 0;
            for (; token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth >= MAX_DEPTH) {
                    throw overBounds();
                }
                parser.finishToken();
                if (depth == 0 && parser.nextToken() != null) {
                    throw malformed();
                }
            }
        } catch (IOException notJson) {
            throw explain(notJson);
        }
    }

    /**
     * As {@link #check}, with the value as maps, lists, texts, numbers, truth values and null. Of names that stand twice in one
     * object the last counts. A number beyond what a double holds is refused.
     */
    public static @Nullable Object tree(byte[] json) throws JsonException {
        try (JsonParser parser = parser(json, 0, json.length)) {
            if (parser.nextToken() == null) {
                throw malformed();
            }
            Object value = value(parser, 1);
            if (parser.nextToken() != null) {
                throw malformed();
            }
            return value;
        } catch (IOException notJson) {
            throw explain(notJson);
        }
    }

    private static @Nullable Object value(JsonParser parser, int depth) throws IOException, JsonException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, within(depth));
            case START_ARRAY -> array(parser, within(depth));
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> finite(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT -> throw malformed();
        };
    }

    /** One beyond a double is infinite to most readers, and then cannot be written as JSON. */
    private static Number finite(JsonParser parser) throws IOException, JsonException {
        Number number = parser.getNumberValue();
        if (Double.isInfinite(number.doubleValue()) && parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            throw new JsonException("a number is beyond what a double holds");
        }
        return number;
    }

    private static int within(int depth) throws JsonException {
        if (depth >= MAX_DEPTH) {
            throw overBounds();
        }
        return depth + 1;
    }

    private static Map<String, @Nullable Object> object(JsonParser parser, int depth)
            throws IOException, JsonException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            members.put(name, value(parser, depth));
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser, int depth) throws IOException, JsonException {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, depth));
        }
        return items;
    }

    /**
     * A parser of UTF-8. Jackson guesses the encoding from the first four bytes; here nothing is left to guess, because in
     * another encoding offsets into the bytes would mean nothing.
     */
    public static JsonParser parser(byte[] json, int from, int length) throws IOException, JsonException {
        if (length == 0 || json[from] < 0) {
            throw malformed();
        }
        for (int i = 0; i < Math.min(length, ENCODING_MARK_BYTES); i++) {
            if (json[from + i] == 0) {
                throw malformed();
            }
        }
        return FACTORY.createParser(json, from, length);
    }

    static JsonException explain(IOException cause) {
        return cause instanceof StreamConstraintsException ? overBounds() : malformed();
    }

    static JsonException malformed() {
        return new JsonException("not well-formed JSON");
    }

    private static JsonException overBounds() {
        return new JsonException("JSON nested too deeply, or a number or name too long");
    }
}
