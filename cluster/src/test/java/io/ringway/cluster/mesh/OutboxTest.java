package io.ringway.cluster.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.wire.Batch;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One outbox, and a test that plays its peer. */
class OutboxTest implements Batch.Handler {
    private static final NodeRef SELF = new NodeRef(1, 0);
    private static final Buffer LARGE = Buffer.buffer(new byte[1 << 20]);

    private final List<Buffer> batches = new ArrayList<>();
    private final Outbox outbox = new Outbox(batches::add);
    private final List<String> payloads = new ArrayList<>();
    private long sent;
    private long taken;

    @Override
    public void header(NodeRef from, long sentByNode, long takenByNode) {
        sent = sentByNode;
        taken = takenByNode;
    }

    @Override
    public void frame(NodeRef from, Frame frame) {
        payloads.add(frame instanceof Frame.ToNode it ? it.payload().toString() : frame.toString());
    }

    private void read() {
        batches.forEach(batch -> assertEquals(0, Batch.read(batch, this)));
        batches.clear();
    }

    private void fill() {
        while (!outbox.isFull()) {
            outbox.add(SELF, new Frame.ToNode(LARGE));
        }
    }

    @Test
    void keepsTheOrderOfFramesOverBatches() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Frame frame = new Frame.ToNode(Buffer.buffer("m" + i));
            if (i % 2 == 0) {
                outbox.add(SELF, frame);
            } else {
                Buffer encoded = Buffer.buffer();
                Batch.writeFrame(encoded, frame);
                outbox.addEncoded(SELF, encoded);
            }
            expected.add("m" + i);
        }
        outbox.flush(SELF);
        assertTrue(batches.size() > 1);
        read();
        assertEquals(expected, payloads);
    }

    @Test
    void isFullAboveSixteenMegabytesThatThePeerHasNotTaken() {
        for (int i = 0; i < 16; i++) {
            assertFalse(outbox.isFull());
            outbox.add(SELF, new Frame.ToNode(LARGE));
        }
        assertTrue(outbox.isFull());
        read();
        assertTrue(sent > Outbox.WINDOW_BYTES && sent < Outbox.WINDOW_BYTES + LARGE.length());
        outbox.arrived(0, LARGE.length());
        assertFalse(outbox.isFull());
    }

    @Test
    void countsWhatItRefusesUntilThePeerHasTakenHalf() {
        fill();
        read();
        assertTrue(outbox.refuse());
        assertFalse(outbox.refuse());
        outbox.arrived(0, LARGE.length());
        assertTrue(outbox.isFull());
        assertEquals(0, outbox.recovered());
        outbox.arrived(0, sent - Outbox.WINDOW_BYTES / 2);
        assertFalse(outbox.isFull());
        assertEquals(2, outbox.recovered());
        assertEquals(0, outbox.recovered());
    }

    @Test
    void opensAgainAfterTheWholeWindowWasLost() {
        fill();
        batches.clear();
        outbox.refuse();
        outbox.tick(SELF, 10_000);
        outbox.tick(SELF, 10_050);
        assertEquals(1, batches.size());
        read();
        outbox.arrived(0, sent);
        assertFalse(outbox.isFull());
        assertEquals(1, outbox.recovered());
    }

    @Test
    void tellsThePeerWhatItTookOnce() {
        outbox.arrived(700, 0);
        outbox.tick(SELF, 0);
        outbox.tick(SELF, 50);
        assertEquals(1, batches.size());
        read();
        assertEquals(700, taken);
    }
}
