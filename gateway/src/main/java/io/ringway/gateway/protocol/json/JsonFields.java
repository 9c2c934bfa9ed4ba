package io.ringway.gateway.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.ringway.cluster.Bytes;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, read in one pass: where the value of each known field stands in the bytes. Nothing is built of a value
 * before it is asked for, and {@link #raw} gives it as the very bytes it was written in.
 *
 * <p>The whole object is checked for form, unknown fields too; those are dropped. A known field that stands twice is
 * refused: two readers of one frame must not come to different conclusions. Repeated names within values are nobody's
 * business here.
 *
 * <p>One instance per object, used by one thread. After a failed {@link #read} the fields before the failure can be asked
 * for.
 */
public final class JsonFields<F extends Enum<F>> {
    private static final long MAX_INTEGER = (1L << 53) - 1;
    private static final int MAX_INTEGER_CHARS = 16;

    private static final Value ABSENT = new Value(JsonToken.NOT_AVAILABLE, 0, 0);

    private final FieldNames<F> names;
    private final Map<F, Value> values;
    private byte[] source = {};

    /** Where a value stands, and how it begins. */
    private record Value(JsonToken token, int start, int end) {}

    public JsonFields(FieldNames<F> names) {
        this.names = names;
        this.values = names.map();
    }

    /** Reads an object that fills the buffer's readable bytes; the buffer is left as it was. */
    public void read(ByteBuf json) throws JsonException {
        read(ByteBufUtil.getBytes(json, json.readerIndex(), json.readableBytes(), false), 0, json.readableBytes());
    }

    /** Reads an object within an array that nobody changes as long as this is in use. */
    public void read(byte[] json, int from, int length) throws JsonException {
        source = json;
        try (JsonParser parser = Json.parser(json, from, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonException("not a JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                readValue(parser, names.find(name), from);
            }
            if (parser.nextToken() != null) {
                throw new JsonException("more than one JSON value");
            }
        } catch (IOException notJson) {
            throw Json.explain(notJson);
        }
    }

    private void readValue(JsonParser parser, @Nullable F field, int from) throws IOException, JsonException {
        JsonToken token = parser.nextToken();
        if (field == null) {
            parser.skipChildren();
            return;
        }
        int start = from + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = from + (int) parser.currentLocation().getByteOffset();
        if (values.put(field, new Value(token, start, end)) != null) {
            throw new JsonException("`" + names.name(field) + "` stands twice");
        }
    }

    private Value value(F field) {
        Value value = values.get(field);
        return value == null ? ABSENT : value;
    }

    /** Whether the field is there, be it null. */
    public boolean has(F field) {
        return values.containsKey(field);
    }

    /** Whether the field is there and not null. */
    public boolean hasValue(F field) {
        JsonToken token = value(field).token;
        return token != JsonToken.NOT_AVAILABLE && token != JsonToken.VALUE_NULL;
    }

    /** Whether the field is there and an object. */
    public boolean isObject(F field) {
        return value(field).token == JsonToken.START_OBJECT;
    }

    /** Bytes of the value as written; 0 where there is none. */
    public int size(F field) {
        return value(field).end - value(field).start;
    }

    /** The value as written; empty where there is none. */
    public Bytes raw(F field) {
        return Bytes.wrap(Arrays.copyOfRange(source, value(field).start, value(field).end));
    }

    /** As {@link #raw}, with a null taken for nothing. */
    public Bytes rawValue(F field) {
        return hasValue(field) ? raw(field) : Bytes.EMPTY;
    }

    /** The text of a string; null where the field is absent or null. May hold lone surrogates. */
    public @Nullable String optionalText(F field) throws JsonException {
        if (!hasValue(field)) {
            return null;
        }
        Value value = value(field);
        if (value.token != JsonToken.VALUE_STRING) {
            throw new JsonException("`" + names.name(field) + "` must be a string");
        }
        return unquote(value.start, value.end);
    }

    /** The text of a string that has to be there. May hold lone surrogates. */
    public String text(F field) throws JsonException {
        String text = optionalText(field);
        if (text == null) {
            throw new JsonException("`" + names.name(field) + "` is missing");
        }
        return text;
    }

    /** A whole number from {@code min} to {@code max}, written without fraction or exponent. */
    public long integer(F field, long min, long max, long absent) throws JsonException {
        if (!has(field)) {
            return absent;
        }
        long value = value(field).token == JsonToken.VALUE_NUMBER_INT ? digits(field) : Long.MIN_VALUE;
        if (value < min || value > max) {
            throw notWhole(field, min, max);
        }
        return value;
    }

    /** As {@link #integer}, however it is written: 60.0 and 6e1 are sixty. */
    public long whole(F field, long min, long max, long absent) throws JsonException {
        if (!has(field) || value(field).token != JsonToken.VALUE_NUMBER_FLOAT) {
            return integer(field, min, max, absent);
        }
        try {
            BigDecimal number =
                    new BigDecimal(new String(source, value(field).start, size(field), StandardCharsets.ISO_8859_1));
            if (number.compareTo(BigDecimal.valueOf(min)) >= 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0) {
                return number.longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException fractionOrExponentBeyondAnInt) {
            throw notWhole(field, min, max);
        }
        throw notWhole(field, min, max);
    }

    private JsonException notWhole(F field, long min, long max) {
        return new JsonException("`" + names.name(field) + "` must be an integer from " + min + " to " + max);
    }

    public boolean bool(F field, boolean absent) throws JsonException {
        return switch (value(field).token) {
            case NOT_AVAILABLE -> absent;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new JsonException("`" + names.name(field) + "` must be true or false");
        };
    }

    /** The largest integer that every JSON reader agrees on. */
    public static long maxInteger() {
        return MAX_INTEGER;
    }

    /** The fields of an object within this one. */
    public <G extends Enum<G>> JsonFields<G> object(F field, FieldNames<G> within) throws JsonException {
        if (!isObject(field)) {
            throw new JsonException("`" + names.name(field) + "` must be an object");
        }
        JsonFields<G> fields = new JsonFields<>(within);
        fields.read(source, value(field).start, size(field));
        return fields;
    }

    private long digits(F field) {
        int start = value(field).start;
        int length = size(field);
        return length > MAX_INTEGER_CHARS
                ? Long.MIN_VALUE
                : Long.parseLong(new String(source, start, length, StandardCharsets.ISO_8859_1));
    }

    private String unquote(int start, int end) throws JsonException {
        for (int i = start + 1; i < end - 1; i++) {
            if (source[i] == '\\') {
                return unescape(start, end);
            }
        }
        return new String(source, start + 1, end - start - 2, StandardCharsets.UTF_8);
    }

    private String unescape(int start, int end) throws JsonException {
        try (JsonParser parser = Json.parser(source, start, end - start)) {
            return String.valueOf(parser.nextTextValue());
        } catch (IOException notJson) {
            throw Json.explain(notJson);
        }
    }
}
