package io.ringway.gateway.session.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateMetaTest {
    private static String with(String meta, String state) {
        return StateMeta.with(Bytes.utf8(meta), state).map(Bytes::utf8).orElse("none");
    }

    @Test
    void aStateIsPutBesideWhatElseThereIs() {
        assertEquals("{\"state\":\"away\"}", with("", "away"));
        assertEquals("{\"name\":\"Ada\",\"state\":\"away\"}", with("{\"name\":\"Ada\"}", "away"));
        assertEquals("{\"state\":\"busy\",\"n\":1}", with("{\"state\":\"away\",\"n\":1}", "busy"));
        assertEquals("{\"n\":1}", with("{\"state\":\"away\",\"n\":1}", ""));
        assertEquals("{\"n\":1}", with("{\"n\":1}", ""));
    }

    @Test
    void otherNumbersComeOutAsTheyWentIn() {
        assertEquals(
                "{\"a\":1.50,\"b\":12345678901234567890,\"c\":0.1000,\"state\":\"away\"}",
                with("{\"a\":1.50,\"b\":12345678901234567890,\"c\":0.1000}", "away"));
    }

    @Test
    void whatIsNoObjectHasNoPlaceForOne() {
        for (String meta : new String[] {"1", "\"Ada\"", "[]", "null", "{"}) {
            assertEquals(Optional.empty(), StateMeta.with(Bytes.utf8(meta), "away"), meta);
        }
    }
}
