package io.ringway.cluster.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.wire.Batch;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One outbox, and a test that plays its peer. */
class OutboxTest implements Batch.Handler {
    private static final NodeRef SELF = new NodeRef(1, 0);
    private static final Buffer LARGE = Buffer.buffer(new byte[1 << 20]);

    private final List<Buffer> batches = new ArrayList<>();
    private final Outbox outbox = new Outbox(batches::add);
    private final List<String> payloads = new ArrayList<>();
    private final List<NodeRef> senders = new ArrayList<>();
    private long taken;

    @Override
    public boolean header(NodeRef from, long start, int bytes) {
        assertEquals(taken, start);
        taken += bytes;
        return senders.add(from);
    }

    @Override
    public void frame(NodeRef from, Frame frame) {
        payloads.add(frame instanceof Frame.ToNode it ? it.payload().toString() : frame.toString());
    }

    private void read() {
        batches.forEach(batch ->
                assertEquals(0, Batch.read(batch.getBuffer(Integer.BYTES, batch.length()), SELF.id(), this)));
        batches.clear();
    }

    private void say(NodeRef self, String what) {
        outbox.add(self, new Frame.ToNode(Buffer.buffer(what)));
        outbox.flush(self);
    }

    @Test
    void keepsTheOrderOfFramesOverBatches() {
        for (int i = 0; i < 5_000; i++) {
            Frame frame = new Frame.ToNode(Buffer.buffer("m" + i));
            if (i % 2 == 0) {
                outbox.add(SELF, frame);
            } else {
                Buffer encoded = Buffer.buffer();
                Batch.writeFrame(encoded, frame);
                outbox.addEncoded(SELF, encoded);
            }
        }
        outbox.flush(SELF);
        assertTrue(batches.size() > 1);
        read();
        assertEquals(IntStream.range(0, 5_000).mapToObj(i -> "m" + i).toList(), payloads);
    }

    @Test
    void isFullOfMessagesAboveSixteenMegabytesThatThePeerHasNotTaken() {
        for (int i = 0; i < 16; i++) {
            assertFalse(outbox.isFull(Traffic.MESSAGES));
            outbox.add(SELF, new Frame.ToNode(LARGE));
        }
        assertTrue(outbox.isFull(Traffic.MESSAGES));
        assertFalse(outbox.isFull(Traffic.SIGNALS));
        assertTrue(outbox.taken(LARGE.length()));
        assertFalse(outbox.isFull(Traffic.MESSAGES));
    }

    @Test
    void sendsAgainWhatThePeerHasNotTaken() {
        say(SELF, "a");
        read();
        outbox.taken(taken);
        say(SELF, "b");
        say(SELF, "c");
        batches.clear();
        outbox.replay();
        read();
        assertEquals(List.of("a", "b", "c"), payloads);
        outbox.taken(taken);
        outbox.replay();
        assertEquals(List.of(), batches);
        assertEquals(0, outbox.open());
    }

    @Test
    void sendsAgainInTheIncarnationThatSpoke() {
        say(SELF, "before");
        batches.clear();
        say(SELF.next(), "after");
        batches.clear();
        outbox.replay();
        read();
        assertEquals(List.of(SELF, SELF.next()), senders);
    }

    @Test
    void believesNobodyWhoTookMoreThanWasSentOrGivesBack() {
        say(SELF, "a");
        read();
        assertFalse(outbox.taken(taken + 1));
        assertTrue(outbox.taken(taken));
        assertFalse(outbox.taken(taken - 1));
    }

    @Test
    void refusesAFrameThatNoBatchCanHoldAndKeepsTheOthers() {
        Frame huge = new Frame.ToNode(Buffer.buffer(new byte[Batch.MAX_BYTES]));
        assertTrue(outbox.add(SELF, new Frame.ToNode(Buffer.buffer("a"))));
        assertFalse(outbox.add(SELF, huge));
        assertTrue(outbox.add(SELF, new Frame.ToNode(Buffer.buffer("b"))));
        outbox.flush(SELF);
        assertFalse(outbox.add(SELF, huge));
        outbox.flush(SELF);
        read();
        assertEquals(List.of("a", "b"), payloads);
    }
}
