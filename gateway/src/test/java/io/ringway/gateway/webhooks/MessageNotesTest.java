package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.outbox.Step;
import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageNotesTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final Group LOG = new Group(DEMO, "log:1");
    private static final Sender ADA = new Sender(new UserId(DEMO, "ada"), null);
    private static final Content TEA = new Content(Content.Kind.JSON, Bytes.utf8("\"tea\""));
    private static final Receiver RECEIVER = new Receiver(
            "r",
            DEMO,
            EnumSet.of(EventType.MESSAGE),
            List.of(GroupPattern.of("log:*", "")),
            delivery -> Future.failedFuture("nobody listens"),
            new Schedule(1, 1, 1, 1, 1, 1, 1 << 20));

    private final List<Step.Note> notes = new ArrayList<>();

    private MessageNotes node() {
        return new MessageNotes(List.of(RECEIVER), (line, step) -> notes.add((Step.Note) step));
    }

    @Test
    void aMessageThatIsPublishedAgainWithItsKeyIsToldOnce() {
        MessageNotes node = node();
        node.said(LOG, ADA, TEA, new Position(1, 5), 0);
        node.said(LOG, ADA, TEA, new Position(1, 5), 1);
        assertEquals(1, notes.size());
        node().said(LOG, ADA, TEA, new Position(1, 5), 2);
        assertEquals(notes.getFirst().id(), notes.get(1).id(), "by another node: receivers know it by its id");
        node.said(LOG, ADA, TEA, new Position(1, 6), 3);
        assertNotEquals(notes.getFirst().id(), notes.get(2).id());
    }

    @Test
    void whereNothingIsKeptTheSameWordsAreAnotherMessage() {
        MessageNotes node = node();
        node.said(LOG, ADA, TEA, null, 0);
        node.said(LOG, ADA, TEA, null, 0);
        assertEquals(2, notes.size());
        assertNotEquals(notes.getFirst().id(), notes.getLast().id());
    }
}
