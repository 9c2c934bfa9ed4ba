package io.ringway.gateway.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamCallTest {
    private static final Tenant ONE = new Tenant("one");
    private static final Tenant TWO = new Tenant("two");

    private static void malformed(@Nullable List<String> fields, Tenant... tenants) {
        assertThrows(StreamCall.Malformed.class, () -> StreamCall.of(fields, List.of(tenants)));
    }

    @Test
    void anEntryIsReadStrictly() throws StreamCall.Malformed {
        StreamCall call = StreamCall.of(List.of("call", "POST /v1/presence", "dead_id", "1-1"), List.of(ONE));
        assertEquals(new StreamCall(ONE, "POST /v1/presence", "", null), call);
        assertEquals(
                TWO,
                StreamCall.of(List.of("tenant", "two", "call", "x"), List.of(ONE, TWO))
                        .tenant());
        malformed(null, ONE);
        malformed(List.of("body", "{}"), ONE);
        malformed(List.of("call", "x", "call", "y"), ONE);
        malformed(List.of("call", "x", "boddy", "{}"), ONE);
        malformed(List.of("call", "x", "tenant", "two"), ONE);
        malformed(List.of("call", "x"), ONE, TWO);
    }

    /** {@code %ff} said something of a group called U+FFFD; by HTTP it is refused. */
    @Test
    void aPathThatIsNoUtf8IsMalformed() throws StreamCall.Malformed {
        for (String step : List.of("%ff", "a%C3b", "%c3%28", "%ED%A0%80", "%80%")) {
            malformed(List.of("call", "PUT /v1/groups/" + step + "/state/k"), ONE);
        }
        for (String step : List.of("%c3%A9", "%EF%BF%BD", "é%20", "%f0%9F%98%80", "%zz")) {
            String call = "PUT /v1/groups/" + step + "/state/k";
            assertEquals(
                    call, StreamCall.of(List.of("call", call), List.of(ONE)).call());
        }
    }

    private static Set<String> subjects(String call, String body) {
        return Subjects.of(new StreamCall(ONE, call, body, null));
    }

    @Test
    void pathsAndBodiesAreAboutTheSame() {
        assertEquals(Set.of("one\nuser_id\nada b"), subjects("PUT /v1/users/ada%20b/ban", "{\"seconds\":1}"));
        assertEquals(
                Set.of("one\nuser_id\na", "one\ngroup\ng", "one\ngroup\nh"),
                subjects("x", "{\"events\":[{\"group\":\"g\",\"user_id\":\"a\"},{\"group\":\"h\"},7]}"));
        assertEquals(Set.of("one\ncid\nc"), subjects("x", "{\"to\":{\"cid\":\"c\"},\"content\":{\"group\":\"g\"}}"));
        assertEquals(
                Set.of("one\nuser_id\na", "one\nuser_id\nb", "one\nuser_id\nc"),
                subjects("x", "{\"caller\":\"a\",\"callee\":\"b\",\"user_ids\":[\"a\",\"c\",7]}"),
                "pushes and calls are about users, too");
        assertEquals(Set.of(), subjects("x", "{\"group\":"));
        assertEquals("a+b%", Paths.decoded("a+b%"));
        assertEquals("a+b/", Paths.decoded("a+b%2F"));
    }

    @Test
    void onlyPartsThatFailedForTheMomentAreTriedAgain() {
        JsonObject late = new JsonObject().put("code", "unavailable").put("temporary", true);
        JsonObject wrong = new JsonObject().put("code", "not_found").put("temporary", false);
        JsonObject well = new JsonObject().put("cid", "c");
        Parts parts = Objects.requireNonNull(Parts.of(new JsonObject()
                .put("results", new JsonArray().add(late).add(wrong).add(late))));
        assertTrue(parts.isOpen());
        assertEquals("{\"events\":[1,3]}", parts.rest("{\"events\":[1,2,3]}").orElseThrow());
        parts.add(new JsonArray().add(well).add(late));
        assertEquals("{\"events\":[3]}", parts.rest("{\"events\":[1,2,3]}").orElseThrow());
        parts.add(new JsonArray().add(well));
        assertFalse(parts.isOpen());
        assertTrue(parts.isRefused());
        assertEquals(new JsonArray().add(well).add(wrong).add(well), parts.results());
        assertNull(Parts.of(new JsonObject().put("delivered", 1)));
    }

    @Test
    void aBodyIsTakenApartOnceWhoeverAsks() throws Exception {
        StreamCall call = new StreamCall(ONE, "POST /v1/presence", "{\"user_id\":\"ada\"}", null);
        Subjects.of(call);
        assertSame(call.tree(), call.tree());
        StreamCall broken = new StreamCall(ONE, "POST /v1/presence", "{", null);
        assertEquals(Set.of(), Subjects.of(broken));
    }
}
