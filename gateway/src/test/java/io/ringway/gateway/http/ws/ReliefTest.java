package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.gateway.http.ws.Relief.Outbox;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose outboxes go where memory is short. */
class ReliefTest {
    @Test
    void whoHasMostGivesAlone() {
        assertEquals(Map.of("hog", 0.5), Relief.kept(Map.of("hog", 200L, "ada", 1L, "bob", 90L), 100));
    }

    @Test
    void thoseWhoHaveMostAreBroughtDownToTheSame() {
        assertEquals(Map.of("hog", 0.2, "pig", 0.4), Relief.kept(Map.of("hog", 200L, "pig", 100L, "ada", 40L), 220));
    }

    @Test
    void allGiveAllWhereItIsNotEnough() {
        assertEquals(Map.of("ada", 0.0, "bob", 0.0), Relief.kept(Map.of("ada", 3L, "bob", 4L), 8));
        assertEquals(Map.of(), Relief.kept(Map.of(), 8));
    }

    @Test
    void theFullestOutboxesGoAndNoMoreThanHaveTo() {
        List<Outbox<String>> outboxes =
                List.of(new Outbox<>("a", 10), new Outbox<>("b", 50), new Outbox<>("c", 5), new Outbox<>("d", 35));
        assertEquals(List.of("b"), Relief.fullest(outboxes, 50));
        assertEquals(List.of("b", "d"), Relief.fullest(outboxes, 49));
        assertEquals(List.of(), Relief.fullest(outboxes, 100));
        assertEquals(List.of("b", "d", "a", "c"), Relief.fullest(outboxes, 0));
    }
}
