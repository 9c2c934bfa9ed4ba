package io.ringway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    static Stream<Arguments> cids() {
        return Stream.of(0L, -1L, 1L, 2L, 3L, Long.MIN_VALUE, 0x0123_4567_89ab_cdefL)
                .map(bits -> arguments(new Cid(new NodeRef(bits, 7), ~bits, bits)));
    }

    @ParameterizedTest
    @MethodSource("cids")
    void aCidHasOneSpelling(Cid cid) {
        String text = cid.toString();
        assertEquals(Optional.of(cid), Cid.parse(text));
        for (int i = 0; i < ALPHABET.length(); i++) {
            String other = text.substring(0, text.length() - 1) + ALPHABET.charAt(i);
            assertEquals(other, Cid.parse(other).map(Cid::toString).orElse(other));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAA=AAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAA==AAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAA+AAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAA/AAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAéAAAAAAAAAAAAAAAAA",
            })
    void whatNoServerWroteIsNoCid(String text) {
        assertEquals(Optional.empty(), Cid.parse(text));
    }
}
