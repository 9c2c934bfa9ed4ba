package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OverflowTest {
    private static String line(String receiver, String group) {
        return receiver + "\ng" + group;
    }

    @Test
    void whereThereIsRoomNothingHasToGo() {
        assertEquals(Map.of(), Overflow.of(Map.of(line("a", "x"), 500L, line("b", "x"), 500L), 1_000));
        assertEquals(Map.of(), Overflow.of(Map.of(), 1_000));
    }

    @Test
    void whoHasMostGivesWayToWhoHasLittle() {
        Map<String, Long> excess = Overflow.of(
                Map.of(
                        line("well", "x"),
                        50L,
                        line("away", "x"),
                        100L,
                        line("away", "y"),
                        400L,
                        line("away", "z"),
                        900L),
                1_000);
        assertEquals(Map.of(line("away", "z"), 500L), excess);
    }

    @Test
    void oneLineHasHalfOfTheRoomAtMost() {
        assertEquals(Map.of(line("a", "x"), 125L), Overflow.of(Map.of(line("a", "x"), 600L), 1_000));
    }

    @Test
    void whateverThereIsFitsAfterwardsAndNobodyGivesMoreThanItHas() {
        Random random = new Random(5);
        for (int run = 0; run < 500; run++) {
            Map<String, Long> sizes = new HashMap<>();
            for (int i = random.nextInt(30); i >= 0; i--) {
                sizes.put(line("r" + random.nextInt(4), "g" + i), random.nextLong(1L << random.nextInt(1, 20)));
            }
            long room = 1_000L + random.nextInt(1 << 20);
            Map<String, Long> excess = Overflow.of(sizes, room);
            long left = 0;
            for (Map.Entry<String, Long> each : sizes.entrySet()) {
                long gone = excess.getOrDefault(each.getKey(), 0L);
                assertTrue(gone >= 0 && gone <= each.getValue(), sizes + " " + excess);
                left += each.getValue() - gone;
            }
            assertTrue(left <= room, left + " of " + room + " " + sizes);
        }
    }

    @Test
    void anOrderIsReadAsItWasWrittenAndNoLineIsTakenForOne() {
        Overflow.Order order = new Overflow.Order(line("wh_1", "a\n5\nb"), 77);
        assertEquals(Optional.of(order), Overflow.Order.of(order.word()));
        for (String other : List.of("wh_1\n+", "wh_1\ngroup", "wh_1\ng\n5\nx", "\n", "\nx\ny", "")) {
            assertEquals(Optional.empty(), Overflow.Order.of(other));
        }
    }
}
