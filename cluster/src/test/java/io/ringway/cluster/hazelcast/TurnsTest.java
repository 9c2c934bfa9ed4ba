package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.UnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns(2, 3);
    private final List<Promise<String>> begun = new ArrayList<>();

    private Future<String> hold() {
        return turns.take(() -> {
            Promise<String> held = Promise.promise();
            begun.add(held);
            return held.future();
        });
    }

    @Test
    void letsAFewBeginHasOthersWaitInOrderAndRefusesTheRest() {
        List<Future<String>> all = Stream.generate(this::hold).limit(5).toList();
        assertEquals(2, begun.size());
        Future<String> refused = hold();
        assertTrue(refused.failed());
        assertInstanceOf(UnavailableException.class, refused.cause());

        begun.get(1).complete("second");
        assertEquals("second", all.get(1).result());
        assertEquals(3, begun.size(), "one ends, one begins");
        assertFalse(hold().isComplete(), "there is a place to wait again");

        begun.get(0).fail("first");
        begun.get(2).complete("third");
        assertTrue(all.get(0).failed());
        assertEquals("third", all.get(2).result());
        begun.get(3).complete("fourth");
        begun.get(4).complete("fifth");
        assertEquals("fifth", all.get(4).result());
        assertEquals(6, begun.size());
    }

    @Test
    void aCallThatThrowsOrEndsAtOnceGivesItsPlaceBack() {
        for (int i = 0; i < 10; i++) {
            Future<String> thrown = turns.take(() -> {
                throw new IllegalStateException("thrown");
            });
            assertInstanceOf(IllegalStateException.class, thrown.cause());
            assertEquals(
                    "done", turns.take(() -> Future.succeededFuture("done")).result());
        }
        hold();
        hold();
        assertEquals(2, begun.size());
    }
}
