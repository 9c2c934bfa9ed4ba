package io.ringway.cluster.mesh;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.wire.Batch;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's way to its peers: one event-bus consumer under {@link NodeRef#address()}, one outbox for each peer, flushed
 * once a turn of the hub. Owned by the hub context. Frames to one peer arrive in the order they were sent, or not at all.
 * What a peer that is too far behind does not get is counted and logged, and the receiver is told once it has caught up.
 */
public final class Mesh implements Batch.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Mesh.class);

    private final Vertx vertx;
    private final Context hub;
    private final Supplier<NodeRef> self;
    private final Receiver receiver;
    private final Map<Long, Outbox> outboxes = new HashMap<>();
    private final List<Outbox> unflushed = new ArrayList<>();
    private @Nullable MessageConsumer<Buffer> consumer;

    /** Whom a mesh brings what arrives. */
    public interface Receiver {
        void frame(NodeRef from, Frame frame);

        /** That peer takes frames again; so many for it have been dropped. */
        void caughtUp(NodeRef peer, long dropped);
    }

    public Mesh(Vertx vertx, Context hub, Supplier<NodeRef> self, Receiver receiver) {
        this.vertx = vertx;
        this.hub = hub;
        this.self = self;
        this.receiver = receiver;
    }

    /** Makes this node reachable. */
    public Future<Void> open() {
        // Without this the bus drops what is over 1,000 batches in one turn of the hub. The senders' windows are the
        // bound.
        MessageConsumerOptions options =
                new MessageConsumerOptions().setAddress(self.get().address()).setMaxBufferedMessages(Integer.MAX_VALUE);
        MessageConsumer<Buffer> opened = vertx.eventBus().consumer(options, this::read);
        consumer = opened;
        return opened.completion();
    }

    public Future<Void> close() {
        flush();
        outboxes.clear();
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    /** Sends a frame; false where the peer is so far behind that it is refused. */
    public boolean send(NodeRef to, Frame frame) {
        Outbox outbox = outbox(to.id());
        if (isRefused(to, outbox)) {
            return false;
        }
        soon(outbox);
        outbox.add(self.get(), frame);
        return true;
    }

    /** As {@link #send(NodeRef, Frame)}, for a frame that was encoded once for several peers. */
    public boolean sendEncoded(NodeRef to, Buffer frame) {
        Outbox outbox = outbox(to.id());
        if (isRefused(to, outbox)) {
            return false;
        }
        soon(outbox);
        outbox.addEncoded(self.get(), frame);
        return true;
    }

    /** Forgets what was on its way to a node that is gone. */
    public void drop(long node) {
        Outbox dropped = outboxes.remove(node);
        if (dropped != null) {
            unflushed.remove(dropped);
        }
    }

    /** Forgets every node but these. */
    public void keep(Set<Long> nodes) {
        List.copyOf(outboxes.keySet()).stream()
                .filter(node -> !nodes.contains(node))
                .forEach(this::drop);
    }

    public void tick(long now) {
        outboxes.values().forEach(outbox -> outbox.tick(self.get(), now));
    }

    /** Sends what waits, now. */
    public void flush() {
        unflushed.forEach(outbox -> outbox.flush(self.get()));
        unflushed.clear();
    }

    @Override
    public void header(NodeRef from, long sent, long taken) {
        Outbox outbox = outbox(from.id());
        if (outbox.arrived(sent, taken)) {
            outbox.acknowledge(self.get());
        }
        long dropped = outbox.recovered();
        if (dropped > 0) {
            LOG.warn("Node {} has caught up; {} frames for it were dropped", from, dropped);
            receiver.caughtUp(from, dropped);
        }
    }

    @Override
    public void frame(NodeRef from, Frame frame) {
        try {
            receiver.frame(from, frame);
        } catch (RuntimeException defect) {
            LOG.error(
                    "A frame of kind {} from node {} could not be handled",
                    frame.getClass().getSimpleName(),
                    from,
                    defect);
        }
    }

    private static boolean isRefused(NodeRef to, Outbox outbox) {
        if (!outbox.isFull()) {
            return false;
        }
        if (outbox.refuse()) {
            LOG.warn(
                    "Node {} is more than {} bytes behind: what is for it is dropped until it has caught up",
                    to,
                    Outbox.WINDOW_BYTES);
        }
        return true;
    }

    private void read(Message<Buffer> message) {
        int rejected = Batch.read(message.body(), this);
        if (rejected > 0) {
            LOG.warn(
                    "{} frames in a batch of {} bytes were not understood",
                    rejected,
                    message.body().length());
        }
    }

    private void soon(Outbox outbox) {
        if (!outbox.isGathering()) {
            if (unflushed.isEmpty()) {
                hub.runOnContext(turn -> flush());
            }
            unflushed.add(outbox);
        }
    }

    private Outbox outbox(long node) {
        return outboxes.computeIfAbsent(node, id -> {
            String address = new NodeRef(id, 0).address();
            return new Outbox(batch -> vertx.eventBus().send(address, batch));
        });
    }
}
