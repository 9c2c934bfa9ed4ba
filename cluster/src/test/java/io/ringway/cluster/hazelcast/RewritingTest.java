package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RewritingTest {
    private static final int TICK_MS = 50;

    private final List<Integer> written = new ArrayList<>();
    private final Rewriting<Integer> rewriting = new Rewriting<>(written::add);

    private static List<Integer> keys(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void theClientsOfALostNodeNeverWaitForAllRowsToBeWrittenAtOnce() {
        rewriting.begin(keys(10_000), 0);
        int most = 0;
        for (int now = TICK_MS; now <= 5_100; now += TICK_MS) {
            int before = written.size();
            rewriting.tick(now);
            most = Math.max(most, written.size() - before);
        }
        assertEquals(keys(10_000), written);
        assertTrue(most <= 101, "at once: " + most);
    }

    @Test
    void aNodeThatWasHeldUpDoesNotMakeUpForItAtOnce() {
        rewriting.begin(keys(10_000), 0);
        rewriting.tick(4_000);
        assertEquals(200, written.size());
    }

    @Test
    void itComesToAnEndHoweverOftenItIsToBegin() {
        for (int now = 0; now <= 5_100; now += TICK_MS) {
            rewriting.begin(keys(100), now);
            rewriting.tick(now);
            if (written.size() >= 100) {
                break;
            }
        }
        assertEquals(keys(100), written);
    }
}
