package io.ringway.cluster.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final int MANY = 100_000;

    private final List<Integer> all =
            new ArrayList<>(IntStream.range(0, MANY).boxed().toList());

    private List<Integer> first(Comparator<Integer> order, @Nullable Integer after, int limit) {
        Selection<Integer, Integer> selection = new Selection<>(order, after, limit);
        all.forEach(one -> selection.offer(one, one));
        return selection.rows();
    }

    @Test
    void theFirstOfAPageAreThoseOfAllInTheirOrder() {
        Collections.shuffle(all, new Random(7));
        for (int limit : new int[] {1, 100, MANY, 2 * MANY}) {
            for (@Nullable Integer after : new @Nullable Integer[] {null, -1, 0, 50_000, MANY - 2, MANY}) {
                List<Integer> expected = IntStream.range(after == null ? 0 : after + 1, MANY)
                        .limit(limit)
                        .boxed()
                        .toList();
                assertEquals(expected, first(Comparator.naturalOrder(), after, limit), limit + " after " + after);
            }
        }
        assertEquals(List.of(9, 8), first(Comparator.reverseOrder(), 10, 2));
    }

    @Test
    void noneButTheFirstArePutInOrder() {
        Collections.shuffle(all, new Random(7));
        AtomicLong comparisons = new AtomicLong();
        Comparator<Integer> counted = (one, other) -> {
            comparisons.incrementAndGet();
            return Integer.compare(one, other);
        };
        first(counted, null, 100);
        assertTrue(comparisons.get() < 2 * MANY, comparisons + " comparisons");
    }
}
