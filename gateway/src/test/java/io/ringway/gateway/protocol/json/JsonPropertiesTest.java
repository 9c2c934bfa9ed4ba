package io.ringway.gateway.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.Any;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class JsonPropertiesTest {
    private static final ObjectMapper ORACLE =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private enum Letter {
        A,
        B
    }

    private static final FieldNames<Letter> LETTERS =
            new FieldNames<>(Letter.class, letter -> letter.name().toLowerCase(Locale.ROOT));

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void a_value_is_given_back_as_the_bytes_it_was(
            @ForAll("json") String a, @ForAll("json") String other, @ForAll("space") String gap) throws JsonException {
        String object = gap + "{\"x\":" + other + gap + ",\"a\"" + gap + ":" + gap + a + gap + "}" + gap;
        JsonFields<Letter> fields = new JsonFields<>(LETTERS);
        fields.read(Unpooled.copiedBuffer(object, UTF_8));
        assertEquals(a, fields.raw(Letter.A).utf8());
        assertEquals(Bytes.EMPTY, fields.raw(Letter.B));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void an_object_is_put_together_from_what_it_was_taken_apart_into(
            @ForAll("json") String a,
            @ForAll("json") String b,
            @ForAll("text") String name,
            @ForAll("space") String gap)
            throws JsonException {
        Assume.that(!name.equals("a"));
        String object = gap + "{" + Any.quote(name) + gap + ":" + b + gap + ",\"a\":" + gap + a + gap + "}" + gap;
        Map<String, Bytes> members = JsonMembers.read(Bytes.utf8(object));
        assertEquals(List.of(name, "a"), List.copyOf(members.keySet()));
        assertEquals(Bytes.utf8(b), members.get(name));
        assertEquals(members, JsonMembers.read(JsonMembers.of(members)));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void a_member_that_stands_twice_is_refused(@ForAll("json") String a, @ForAll("json") String b) {
        Bytes object = Bytes.utf8("{\"a\":" + a + ",\"\\u0061\":" + b + "}");
        assertThrows(JsonException.class, () -> JsonMembers.read(object));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void text_is_read_as_any_reader_would(@ForAll("text") String text) throws JsonException {
        JsonFields<Letter> fields = new JsonFields<>(LETTERS);
        fields.read(Unpooled.copiedBuffer("{\"a\":" + Any.quote(text) + "}", UTF_8));
        assertEquals(text, fields.text(Letter.A));
    }

    /** Any sequence of UTF-16 units at all, halves of surrogate pairs among them. */
    @Property
    void text_is_written_so_that_any_reader_gets_it_back(@ForAll String text) throws JsonProcessingException {
        ByteBuf out = Unpooled.buffer();
        new JsonWriter(out).string(text);
        assertEquals(text, ORACLE.readValue(out.toString(UTF_8), String.class));
    }

    @Property
    void numbers_are_written_as_they_are(@ForAll long number) {
        ByteBuf out = Unpooled.buffer();
        new JsonWriter(out).number(number);
        assertEquals(Long.toString(number), out.toString(UTF_8));
    }

    /** Jackson's reader of characters looks at the low byte of what should be a hexadecimal digit. */
    private static final Pattern MISREAD_BY_THE_ORACLE = Pattern.compile("\\\\u[0-9a-fA-F]{0,3}[^\\x00-\\x7f]");

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void what_is_checked_is_what_another_reader_takes(
            @ForAll("json") String json, @ForAll @IntRange(max = 9_999) int at, @ForAll("noise") String noise) {
        int cut = at % json.length();
        String changed = json.substring(0, cut) + noise + json.substring(cut + 1);
        Assume.that(!MISREAD_BY_THE_ORACLE.matcher(changed).find());
        byte[] bytes = changed.getBytes(UTF_8);
        assertEquals(oracleTakes(new String(bytes, UTF_8)), checks(bytes), changed);
    }

    private static boolean checks(byte[] json) {
        try {
            Json.check(json);
            return true;
        } catch (JsonException refused) {
            return false;
        }
    }

    private static boolean oracleTakes(String json) {
        try {
            return !ORACLE.readTree(json).isMissingNode();
        } catch (JsonProcessingException refused) {
            return false;
        }
    }

    @Provide
    Arbitrary<String> json() {
        return Any.json();
    }

    @Provide
    Arbitrary<String> text() {
        return Any.text(0, 60);
    }

    @Provide
    Arbitrary<String> space() {
        return Arbitraries.of("", " ", "\n\t", "\r\n  ");
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.of(
                "", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "x", "\n", "\0", "null", "\ufeff");
    }
}
