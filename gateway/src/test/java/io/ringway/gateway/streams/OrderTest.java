package io.ringway.gateway.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderTest {
    private record Job(int number, Set<String> subjects) {}

    @Test
    void whatSharesNothingBeginsAtOnceAndTheRestInTurn() {
        Order<String> order = new Order<>();
        assertTrue(order.add("one", Set.of("a", "b")));
        assertFalse(order.add("two", Set.of("b", "c")));
        assertFalse(order.add("three", Set.of("c")));
        assertTrue(order.add("four", Set.of()));
        assertEquals(List.of(), order.end("four"));
        assertEquals(List.of("two"), order.end("one"));
        assertEquals(List.of("three"), order.end("two"));
        assertEquals(List.of(), order.end("three"));
        assertTrue(order.isEmpty());
    }

    @Test
    void whatHasBegunGoesBeforeWhatIsGivenAgain() {
        Order<String> order = new Order<>();
        order.add("running", Set.of("a"));
        order.add("waiting", Set.of("a", "b"));
        order.keep("running"::equals);
        assertTrue(order.add("free", Set.of("b")));
        assertFalse(order.add("again", Set.of("a")));
        assertEquals(List.of("again"), order.end("running"));
    }

    @Test
    void noTwoOfOneSubjectRunAtOnceAndAllComeInOrder() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Order<Job> order = new Order<>();
            Deque<Job> ready = new ArrayDeque<>();
            List<Job> running = new ArrayList<>();
            Map<String, Integer> last = new HashMap<>();
            int begun = 0;
            for (int number = 0; number < 200 || !ready.isEmpty() || !running.isEmpty(); ) {
                if (number < 200 && random.nextBoolean()) {
                    Job job = new Job(number++, subjects(random));
                    if (order.add(job, job.subjects())) {
                        ready.add(job);
                    }
                } else if (!ready.isEmpty()) {
                    Job job = ready.remove();
                    for (Job other : running) {
                        assertTrue(other.subjects().stream().noneMatch(job.subjects()::contains));
                    }
                    for (String subject : job.subjects()) {
                        assertTrue(last.getOrDefault(subject, -1) < job.number());
                        last.put(subject, job.number());
                    }
                    running.add(job);
                    begun++;
                } else if (!running.isEmpty()) {
                    ready.addAll(order.end(running.remove(random.nextInt(running.size()))));
                }
            }
            assertEquals(200, begun);
            assertTrue(order.isEmpty());
        }
    }

    private static Set<String> subjects(Random random) {
        Set<String> subjects = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            subjects.add("s" + random.nextInt(6));
        }
        return subjects;
    }
}
