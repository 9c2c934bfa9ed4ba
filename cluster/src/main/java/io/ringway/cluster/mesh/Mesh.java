package io.ringway.cluster.mesh;

import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.wire.Batch;
import io.ringway.cluster.wire.Frame;
import io.ringway.cluster.wire.Opening;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's ways to its peers and theirs to it: for each peer a link, flushed once a turn of the hub, and an intake. Owned
 * by the hub context.
 *
 * <p>Frames to one peer arrive in the order they were sent and once, whatever becomes of connections, until {@link #drop}
 * ends the stream. What a peer that is too far behind does not get is counted and logged, and this node is told once the peer
 * has caught up.
 */
public final class Mesh {
    private static final Logger LOG = LoggerFactory.getLogger(Mesh.class);
    private static final int CONNECT_MS = 2_000;
    private static final long COMPLAIN_MS = 10_000;

    private final Vertx vertx;
    private final Context hub;
    private final Supplier<NodeRef> self;
    private final LongFunction<Optional<SocketAddress>> addresses;
    private final Receiver receiver;
    private final NetClient client;
    private final Map<Long, Link> links = new HashMap<>();
    private final Map<Long, Intake> intakes = new HashMap<>();
    private final List<Outbox> unflushed = new ArrayList<>();
    private long streams;
    private long now;
    private long complainAt = Long.MIN_VALUE;
    private boolean isClosed;

    /** Whom a mesh brings what arrives. */
    public interface Receiver {
        void frame(NodeRef from, Frame frame);

        /** That peer takes signals again; so many for it have been dropped, of whatever kind. */
        void caughtUp(long node, long dropped);

        /** That peer takes messages again; so many for it have been dropped. */
        void relieved(long node, long dropped);
    }

    /** @param addresses where a node's port is, by its id; empty where that is not known, or not any more */
    public Mesh(
            Vertx vertx,
            Context hub,
            Supplier<NodeRef> self,
            LongFunction<Optional<SocketAddress>> addresses,
            Receiver receiver) {
        this.vertx = vertx;
        this.hub = hub;
        this.self = self;
        this.addresses = addresses;
        this.receiver = receiver;
        this.client = vertx.createNetClient(
                new NetClientOptions().setConnectTimeout(CONNECT_MS).setTcpNoDelay(true));
    }

    /** Makes this node reachable at that port. */
    public void open(MeshPort port) {
        port.serve(socket -> Arrival.accept(vertx, socket, hub, new Records()));
    }

    /** What was sent is still written, and nothing is taken any more. The port is its owner's to close. */
    public Future<Void> close() {
        flush();
        isClosed = true;
        List<Future<Void>> closed =
                new ArrayList<>(links.values().stream().map(Link::close).toList());
        links.clear();
        intakes.values().forEach(Intake::disconnect);
        return Future.join(closed).transform(done -> client.close());
    }

    /** Sends what is no message; false where the peer is so far behind that it is refused. */
    public boolean send(NodeRef to, Frame frame) {
        return send(Traffic.SIGNALS, to, frame);
    }

    /** Sends a frame; false where the peer is so far behind that it is refused. */
    public boolean send(Traffic traffic, NodeRef to, Frame frame) {
        Outbox outbox = link(to.id()).outbox;
        if (isRefused(traffic, to, outbox)) {
            return false;
        }
        soon(outbox);
        return outbox.add(self.get(), frame) || isTooLarge(to, frame.getClass().getSimpleName());
    }

    /** As {@link #send(Traffic, NodeRef, Frame)}, for a frame that was encoded once for several peers. */
    public boolean sendEncoded(Traffic traffic, NodeRef to, Buffer frame) {
        Outbox outbox = link(to.id()).outbox;
        if (isRefused(traffic, to, outbox)) {
            return false;
        }
        soon(outbox);
        return outbox.addEncoded(self.get(), frame) || isTooLarge(to, "an encoded frame");
    }

    /** Forgets what was on its way to a node that is gone, and hears no more of it on its present connection. */
    public void drop(long node) {
        Link dropped = links.remove(node);
        if (dropped != null) {
            unflushed.remove(dropped.outbox);
            if (dropped.outbox.open() > 0) {
                LOG.info("{} bytes for node {} are given up", dropped.outbox.open(), Long.toHexString(node));
            }
            dropped.close();
        }
        Intake intake = intakes.get(node);
        if (intake != null) {
            // How far it got is kept: where only this side gave up, the stream goes on.
            intake.disconnect();
        }
    }

    /** Forgets every node but these. */
    public void keep(Set<Long> nodes) {
        List.copyOf(links.keySet()).stream()
                .filter(node -> !nodes.contains(node))
                .forEach(this::drop);
    }

    /** Whether the peer has answered since then, or taken a connection at least, or there was no time for it to. */
    public boolean hasReached(long node, long since) {
        Link link = links.get(node);
        return link == null || link.reachedAt() >= since;
    }

    /** A node has come back, maybe: connects to it without delay. */
    public void hurry(long node) {
        Link link = links.get(node);
        if (link != null) {
            link.hurry();
        }
    }

    public void tick(long newNow) {
        long stood = newNow - now;
        now = newNow;
        List.copyOf(links.values()).forEach(link -> link.tick(newNow));
        intakes.values().forEach(intake -> intake.tick(newNow, stood - Link.STANDSTILL_MS));
    }

    /** Sends what waits, now. */
    public void flush() {
        unflushed.forEach(outbox -> outbox.flush(self.get()));
        unflushed.clear();
    }

    private static boolean isRefused(Traffic traffic, NodeRef to, Outbox outbox) {
        if (!outbox.isFull(traffic)) {
            return false;
        }
        if (outbox.refuse(traffic)) {
            LOG.warn(
                    "Node {} is {} bytes behind: {} for it are dropped until it has caught up",
                    to,
                    outbox.open(),
                    traffic == Traffic.MESSAGES ? "messages" : "signals too");
        }
        return true;
    }

    private static boolean isTooLarge(NodeRef to, String kind) {
        LOG.error("A frame ({}) for node {} is larger than {} bytes and was dropped", kind, to, Batch.MAX_BYTES);
        return false;
    }

    private void soon(Outbox outbox) {
        if (!outbox.isGathering()) {
            if (unflushed.isEmpty()) {
                hub.runOnContext(turn -> flush());
            }
            unflushed.add(outbox);
        }
    }

    private Link link(long node) {
        Link known = links.get(node);
        if (known != null) {
            return known;
        }
        Link.Target target = new Link.Target(node, ++streams, () -> dial(node), () -> heard(node));
        Link link = new Link(target, self, now);
        links.put(node, link);
        link.tick(now);
        return link;
    }

    private Future<NetSocket> dial(long node) {
        return addresses
                .apply(node)
                .map(client::connect)
                .orElseGet(() -> Future.failedFuture("its address is not known"));
    }

    private void heard(long node) {
        Link link = links.get(node);
        if (link == null) {
            return;
        }
        long signals = link.outbox.recovered(Traffic.SIGNALS);
        if (signals > 0) {
            LOG.warn("Node {} has caught up; {} frames for it were dropped", Long.toHexString(node), signals);
            receiver.caughtUp(node, signals);
        }
        long messages = link.outbox.recovered(Traffic.MESSAGES);
        if (messages > 0) {
            LOG.warn("Node {} takes messages again; {} for it were dropped", Long.toHexString(node), messages);
            receiver.relieved(node, messages);
        }
    }

    /** What arrives, on the hub. */
    private final class Records implements Arrival.Listener {
        @Override
        public void record(Arrival from, Buffer record) {
            Intake intake = from.intake;
            if (isClosed) {
                from.close();
            } else if (intake == null) {
                opened(from, record);
            } else if (intake.isCurrent(from)) {
                read(intake, record);
            }
        }

        @Override
        public void closed(Arrival arrival) {
            if (arrival.intake != null) {
                arrival.intake.closed(arrival);
            }
        }

        private void opened(Arrival from, Buffer record) {
            Opening opening = Opening.read(record).orElse(null);
            if (opening == null) {
                complain("Somebody connected to the port for nodes who is no node of this version");
                from.close();
            } else if (opening.to() != self.get().id()) {
                from.close();
            } else {
                Intake intake = intakes.computeIfAbsent(opening.from(), Intake::new);
                from.intake = intake;
                if (!intake.opened(from, opening, now)) {
                    from.close();
                }
            }
        }

        private void read(Intake intake, Buffer batch) {
            int rejected = Batch.read(batch, intake.node(), new Reading(intake));
            if (rejected > 0) {
                LOG.warn("{} frames in a batch of {} bytes were not understood", rejected, batch.length());
            }
        }
    }

    /** One batch, if it is its turn. */
    private final class Reading implements Batch.Handler {
        private final Intake intake;

        Reading(Intake intake) {
            this.intake = intake;
        }

        @Override
        public boolean header(NodeRef from, long start, int bytes) {
            return switch (intake.take(start, bytes, now)) {
                case TAKEN -> true;
                case DOUBLED -> false;
                case OUT_OF_PLACE -> {
                    LOG.warn("A batch of node {} is out of place; it is to begin again where it was", from);
                    intake.disconnect();
                    yield false;
                }
            };
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
    }

    private void complain(String what) {
        if (now >= complainAt) {
            complainAt = now + COMPLAIN_MS;
            LOG.warn(what);
        }
    }
}
