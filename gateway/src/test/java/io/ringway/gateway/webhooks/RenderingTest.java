package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.Entry;
import io.ringway.gateway.protocol.CallId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is sent of entries that stand one behind the other. */
class RenderingTest {
    private static final Tenant TENANT = new Tenant("t");
    private static final Topic LOBBY = Topic.of(new Group(TENANT, "lobby"));
    private static final Topic CALL = Topic.of(new CallId(new Cid(new NodeRef(1, 0), 2, 2)));

    private final Receiver receiver = new Receiver(
            "r",
            TENANT,
            EnumSet.allOf(EventType.class),
            List.of(),
            delivery -> Future.succeededFuture(new Sink.Outcome.Delivered()),
            new Schedule(1, 1, 1, 1, 10, 10, 1 << 20));

    private static Entry entry(long seq, Entry.Kind kind, String body, String detail) {
        return new Entry(seq, kind, "k", 1_000, 2_000, body, detail, true);
    }

    private void assertGrows(List<String> types, Topic topic, Entry... entries) {
        List<JsonObject> told = Stream.of(entries)
                .flatMap(entry -> Rendering.of(receiver, topic, entry).stream())
                .map(delivery -> new JsonObject(delivery.body()))
                .toList();
        assertEquals(types, told.stream().map(event -> event.getString("type")).toList());
        long last = 0;
        for (JsonObject event : told) {
            long sequence = event.getJsonObject("data").getLong("sequence");
            assertTrue(sequence > last, event::encode);
            last = sequence;
        }
    }

    @Test
    void whoDropsWhatIsNotAboveTheLastSequenceMissesNobodyWhoComesOrGoes() {
        assertGrows(
                List.of("group.occupied", "member.joined", "member.left", "group.vacated"),
                LOBBY,
                entry(7, Entry.Kind.ENTERED, "{\"user_id\":\"ada\"}", ""),
                entry(8, Entry.Kind.LEFT, "{\"user_id\":\"ada\"}", "left"));
    }

    @Test
    void norACallThatWasMissed() {
        assertGrows(
                List.of("call.ringing", "call.ended", "call.missed"),
                CALL,
                entry(7, Entry.Kind.ENTERED, "{}", ""),
                entry(8, Entry.Kind.LEFT, "{}", "timeout"));
    }
}
