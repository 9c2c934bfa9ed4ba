package io.ringway.gateway.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final int MANY = 5_000;
    private static final Question QUESTION =
            new Question(Question.Kind.JOIN, new UserId(new Tenant("demo"), "ada"), null, "lobby");

    private int compared;

    /** Questions that differ in nothing else are told apart by these. */
    private final class Counting implements Promise<Answer> {
        private final Promise<Answer> promise = Promise.promise();
        private final int number;

        Counting(int number) {
            this.number = number;
        }

        @Override
        public boolean tryComplete(Answer answer) {
            return promise.tryComplete(answer);
        }

        @Override
        public boolean tryFail(Throwable cause) {
            return promise.tryFail(cause);
        }

        @Override
        public Future<Answer> future() {
            return promise.future();
        }

        @Override
        public boolean equals(Object other) {
            compared++;
            return this == other;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    private List<Lanes.Waiting> fill(Lanes lanes) {
        List<Lanes.Waiting> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Lanes.Waiting one = new Lanes.Waiting(QUESTION, new Counting(i), 0);
            assertTrue(lanes.add(one));
            all.add(one);
        }
        return all;
    }

    @Test
    void askingWhetherOneWaitsDoesNotLookThroughAllThatDo() {
        Lanes lanes = new Lanes(2 * MANY);
        List<Lanes.Waiting> all = fill(lanes);
        compared = 0;
        assertTrue(all.stream().allMatch(lanes::has));
        assertTrue(lanes.remove(all.get(MANY / 2)));
        assertFalse(lanes.has(all.get(MANY / 2)));
        assertTrue(compared <= 2 * MANY, compared + " were compared for " + MANY);
    }

    @Test
    void theOldestOfATenantIsTheNext() {
        Lanes lanes = new Lanes(2 * MANY);
        List<Lanes.Waiting> all = fill(lanes);
        assertTrue(lanes.remove(all.get(1)));
        assertSame(all.get(0), lanes.poll(tenant -> true));
        assertSame(all.get(2), lanes.poll(tenant -> true));
        assertEquals(MANY, all.size());
        assertNotNull(lanes.poll(tenant -> true));
    }
}
