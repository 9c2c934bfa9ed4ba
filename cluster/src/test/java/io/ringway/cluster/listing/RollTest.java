package io.ringway.cluster.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RollTest {
    private static final int MANY = 60_000;

    private int looks;
    private final Comparator<Integer> counting = (one, other) -> {
        looks++;
        return Integer.compare(one, other);
    };
    private final Roll<String, Integer, String> roll = new Roll<>(counting);

    private void fill(String owner, int count) {
        List<Integer> keys = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(keys, new Random(1));
        keys.forEach(key -> roll.put(owner, key, owner + key));
    }

    @Test
    void pagesFollowEachOtherUntilThereIsNothingMore() {
        fill("ada", 5);
        fill("bob", 3);
        assertEquals(List.of("ada0", "ada1"), roll.page("ada", null, 2));
        roll.remove("ada", 1);
        assertEquals(List.of("ada2", "ada3"), roll.page("ada", 1, 2), "the last one of the page before is gone");
        assertEquals(List.of("ada4"), roll.page("ada", 3, 2));
        assertEquals(List.of(), roll.page("ada", 4, 2));
        assertEquals(List.of(), roll.page("ada", null, 0));
        assertEquals(List.of(), roll.page("eve", null, 2));
        assertEquals(4, roll.count("ada"));
    }

    /** Whoever lists a node's connections kept it from everything else: each page looked at all of them. */
    @Test
    void aPageOfManyLooksAtFewMoreThanItHas() {
        fill("ada", MANY);
        for (Integer after : new Integer[] {null, 0, MANY / 2, MANY - 150}) {
            looks = 0;
            assertEquals(100, roll.page("ada", after, 100).size());
            // Each is found from the root of the tree, which is no more than 32 high.
            assertTrue(looks <= 102 * 32, looks + " looks from " + after);
        }
    }

    @Test
    void nothingIsLeftOfAnOwnerThatHasNothing() {
        roll.put("ada", 1, "once");
        roll.put("ada", 1, "twice");
        assertEquals(List.of("twice"), roll.page("ada", null, 9));
        assertEquals(1, roll.count("ada"));
        roll.remove("ada", 1);
        roll.remove("ada", 1);
        roll.remove("bob", 1);
        assertTrue(roll.isEmpty());
        assertEquals(0, roll.count("ada"));
    }
}
