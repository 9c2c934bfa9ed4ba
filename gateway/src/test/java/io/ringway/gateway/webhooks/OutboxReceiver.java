package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The receiver of an {@link OutboxSimulation}, which drops what comes twice; and what it must be able to rely on. */
final class OutboxReceiver {
    private final Map<String, JsonObject> received = new LinkedHashMap<>();
    private int twice;

    void receive(Delivery delivery) {
        if (received.putIfAbsent(delivery.id(), new JsonObject(delivery.body())) != null) {
            twice++;
        }
    }

    int twice() {
        return twice;
    }

    /** How many events of a type there were. */
    int count(EventType type) {
        return (int)
                received.values().stream().filter(event -> isOf(type, event)).count();
    }

    /** How often each connection was told as joined. */
    Map<String, Integer> joins() {
        Map<String, Integer> joins = new HashMap<>();
        received.values().stream()
                .filter(event -> isOf(EventType.MEMBER_JOINED, event))
                .forEach(event -> joins.merge(event.getJsonObject("data").getString("cid"), 1, Integer::sum));
        return joins;
    }

    private static boolean isOf(EventType type, JsonObject event) {
        return type.code().equals(event.getString("type"));
    }

    void check(String seed) {
        new Check(seed).check(received.values());
    }

    /** Goes through what was received, in the order in which it came. */
    private static final class Check {
        private final String seed;
        private final Map<String, Long> sequences = new HashMap<>();
        private final Map<String, Set<String>> present = new HashMap<>();
        private final Set<String> occupied = new HashSet<>();

        Check(String seed) {
            this.seed = seed;
        }

        void check(Collection<JsonObject> events) {
            events.forEach(this::take);
            present.forEach((group, members) -> assertEquals(Set.of(), members, seed + ": never left " + group));
            assertEquals(Set.of(), occupied, seed);
        }

        private void take(JsonObject event) {
            JsonObject data = event.getJsonObject("data");
            String group = data.getString("group", data.getString("call_id"));
            long sequence = data.getLong("sequence");
            assertTrue(sequences.getOrDefault(group, 0L) <= sequence, seed + ": order in " + group);
            sequences.put(group, sequence);
            Set<String> members = present.computeIfAbsent(group, first -> new HashSet<>());
            String about = seed + " " + group + " " + data.getString("cid") + ": ";
            switch (EventType.of(event.getString("type")).orElseThrow()) {
                case MEMBER_JOINED -> assertTrue(members.add(data.getString("cid")), about + "joined twice");
                case MEMBER_LEFT -> left(data, members, about);
                case GROUP_OCCUPIED -> {
                    assertTrue(members.isEmpty(), about + "occupied while somebody is there");
                    assertTrue(occupied.add(group), about + "occupied twice");
                }
                case GROUP_VACATED -> {
                    assertTrue(members.isEmpty(), about + "vacated while somebody is there");
                    assertTrue(occupied.remove(group), about + "vacated twice");
                }
                case CALL_RINGING -> assertTrue(members.add("call"), about + "rang twice");
                case CALL_ENDED -> assertTrue(members.remove("call"), about + "ended without having rung");
                case MESSAGE, CALL_ANSWERED, CALL_MISSED -> throw new AssertionError(event);
            }
        }

        private static void left(JsonObject data, Set<String> members, String about) {
            assertTrue(members.remove(data.getString("cid")), about + "left without having joined");
            assertEquals(
                    data.getLong("left_at") - data.getLong("joined_at"),
                    data.getLong("duration_ms"),
                    about + "duration");
        }
    }
}
