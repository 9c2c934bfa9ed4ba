package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Four places of ten bytes, and a store that answers when it is told to. */
class WindowTest {
    private final Window window = new Window(40);
    private final Deque<Promise<Integer>> underWay = new ArrayDeque<>();
    private final List<Integer> built = new ArrayList<>();

    private Supplier<Window.Large<Integer>> large(int number, int size) {
        return () -> {
            built.add(number);
            return new Window.Large<>(size, () -> {
                Promise<Integer> answer = Promise.promise();
                underWay.add(answer);
                return answer.future();
            });
        };
    }

    private void answer() {
        underWay.remove().complete(0);
    }

    @Test
    void manyLogsThatWaitForTheirTurnAreNotHeldInMemoryAsRequests() {
        for (int i = 0; i < 1_000; i++) {
            window.send(large(i, 10));
        }
        assertEquals(List.of(0, 1, 2, 3), built);
        answer();
        assertEquals(List.of(0, 1, 2, 3, 4), built);
        assertEquals(4, underWay.size());
        while (!underWay.isEmpty()) {
            answer();
        }
        assertEquals(1_000, built.size());
        assertEquals(999, built.getLast());
    }

    @Test
    void theNextThatDoesNotFitIsBuiltOnceAndOvertakenByNobody() {
        window.send(large(0, 35));
        window.send(large(1, 20));
        window.send(large(2, 5));
        assertEquals(List.of(0, 1), built);
        assertEquals(1, underWay.size());
        answer();
        assertEquals(List.of(0, 1, 2), built);
        assertEquals(2, underWay.size());
    }

    @Test
    void whatIsLargerThanTheWindowGoesAlone() {
        window.send(large(0, 10));
        window.send(large(1, 100));
        assertEquals(1, underWay.size());
        answer();
        assertEquals(1, underWay.size());
        window.send(large(2, 1));
        assertEquals(List.of(0, 1), built);
        answer();
        assertEquals(List.of(0, 1, 2), built);
    }

    @Test
    void whatCannotBeBuiltDoesNotStandInTheWayOfOthers() {
        window.send(large(0, 40));
        Future<Integer> broken = window.send(() -> {
            throw new IllegalStateException("unwritable");
        });
        window.send(large(1, 10));
        assertFalse(broken.isComplete());
        answer();
        assertTrue(broken.failed());
        assertEquals(List.of(0, 1), built);
    }

    @Test
    void whatCannotBeSentEndsAndGivesItsPlaceBack() {
        Future<Integer> broken = window.send(() -> new Window.Large<>(40, () -> {
            throw new IllegalStateException("closed");
        }));
        assertTrue(broken.failed());
        window.send(large(0, 40));
        assertEquals(1, underWay.size());
    }

    @Test
    void whereTooMuchWaitsNothingNewIsToCome() {
        window.send(large(0, 40));
        for (int i = 0; i < Window.MAX_WAITING; i++) {
            assertFalse(window.isFull());
            window.send(large(i, 1));
        }
        assertTrue(window.isFull());
        answer();
        assertFalse(window.isFull());
    }
}
