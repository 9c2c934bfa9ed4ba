package io.ringway.gateway.protocol;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Values at random, of the kinds that are on every wire. */
public final class Any {
    private Any() {}

    /** All of Unicode, without halves of surrogate pairs. */
    public static Arbitrary<String> text(int minChars, int maxChars) {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.integers().between(' ', '~')),
                        Tuple.of(1, Arbitraries.integers().between(0, 0x24f)),
                        Tuple.of(2, Arbitraries.integers().between(0, Character.MAX_CODE_POINT)))
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .array(Integer[].class)
                .ofMinSize(minChars)
                .ofMaxSize(maxChars)
                .map(Any::join);
    }

    private static String join(Integer[] points) {
        StringBuilder text = new StringBuilder();
        for (int point : points) {
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    /** Text without control characters. */
    public static Arbitrary<String> groupName() {
        return text(1, 128).map(name -> name.replaceAll("\\p{Cc}", "x"));
    }

    public static Arbitrary<Cid> cid() {
        return Combinators.combine(
                        Arbitraries.longs(), Arbitraries.integers(), Arbitraries.longs(), Arbitraries.longs())
                .as((node, incarnation, a, b) -> new Cid(new NodeRef(node, incarnation), a, b));
    }

    public static Arbitrary<UserId> user(Tenant tenant) {
        return text(1, 30).map(id -> new UserId(tenant, id));
    }

    public static Arbitrary<Sender> sender(Tenant tenant) {
        return Combinators.combine(user(tenant), cid().injectNull(0.2)).as(Sender::new);
    }

    public static Arbitrary<Bytes> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(Bytes::wrap);
    }

    /** JSON as people write it: with spaces here and there, escapes, and numbers no double can hold. */
    public static Arbitrary<String> json() {
        return json(4);
    }

    private static Arbitrary<String> json(int depth) {
        Arbitrary<String> scalar = Arbitraries.oneOf(
                text(0, 20).map(Any::quote),
                Arbitraries.of("null", "true", "false", "0", "-0", "1e400", "0.1", "12345678901234567890", "-1.5E-3"),
                Arbitraries.of("\"\\ud800\"", "\"\\u0000\"", "\"\\/\"", "\"%\"", "\"\u2028\""));
        if (depth == 0) {
            return scalar;
        }
        Arbitrary<String> inner = Arbitraries.lazy(() -> json(depth - 1));
        Arbitrary<String> pair = Combinators.combine(text(0, 8), space(), inner)
                .as((name, gap, value) -> quote(name) + gap + ":" + value);
        return Arbitraries.oneOf(
                scalar,
                inner.list().ofMaxSize(4).map(items -> "[ " + String.join(" ,", items) + "]"),
                pair.list().ofMaxSize(4).map(pairs -> "{" + String.join(",\n", pairs) + " }"));
    }

    private static Arbitrary<String> space() {
        return Arbitraries.of("", " ", "\t", "\r\n");
    }

    /** A JSON string, by other code than the one under test. */
    public static String quote(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
