package io.ringway.gateway.session.resume;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.moves.Gates;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.session.Passage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session on a {@link WanderNode}, with the log of what was said to it. */
final class WanderSession {
    /** In place of a node: something may be missing. */
    static final long GAP = Long.MIN_VALUE;

    private static final int LOG_BYTES = 2_000;

    final Cid cid;
    final Passage passage;
    final ReplayLog log;
    WanderClient.@Nullable Conn conn;
    /** The number of the connection that it had last. */
    long carrier = -1;

    final WanderDeafness deafness = new WanderDeafness();
    boolean isIn;
    boolean isJoining;
    boolean hasMoved;
    long parkedUntil = Long.MAX_VALUE;
    boolean closed;

    /** Until everything has arrived that was on its way to it on the node that it has left. */
    @Nullable
    Coming coming;

    /** The way here from another node: what came straight and what was passed on waits at its gates. */
    static final class Coming {
        final Gates<long[]> gates;
        final Set<NodeRef> everybody;
        final NodeRef from;
        final List<Consumer<Boolean>> whenHere = new ArrayList<>();

        Coming(Gates<long[]> gates, Set<NodeRef> everybody, NodeRef from) {
            this.gates = gates;
            this.everybody = everybody;
            this.from = from;
        }
    }

    private WanderSession(Cid cid, Passage passage, ReplayLog log) {
        this.cid = cid;
        this.passage = passage;
        this.log = log;
    }

    static WanderSession fresh(Cid cid, Passage passage) {
        return new WanderSession(cid, passage, new ReplayLog(LOG_BYTES));
    }

    /** As another node had it. */
    static WanderSession restored(Cid cid, Passage passage, long before, List<byte[]> frames) {
        WanderSession session = new WanderSession(cid, passage, new ReplayLog(LOG_BYTES, before));
        frames.forEach(session::keep);
        return session;
    }

    /** As its node had it before it gave it away in vain. */
    static WanderSession with(Cid cid, Passage passage, ReplayLog log) {
        return new WanderSession(cid, passage, log);
    }

    Member member() {
        return new Member(cid, new UserId(WanderSimulation.GROUP.tenant(), "u"), Bytes.EMPTY);
    }

    /** A node's message, unless it does not hear that node. */
    void hear(long origin, long number) {
        if (deafness.hears(origin)) {
            tell(origin, number);
        } else {
            passage.tear();
        }
    }

    /** That node's mark has come, or never will. */
    void marked(long origin, boolean isSure) {
        if (deafness.marked(origin, isSure)) {
            tell(GAP, 0);
        }
    }

    /** A node's message. */
    void tell(long origin, long number) {
        if (closed) {
            return;
        }
        Frame frame = frame(origin, number);
        log.add(frame);
        frame.release();
        write(origin, number);
    }

    static Frame frame(long origin, long number) {
        return Frame.of(
                true, ByteBuffer.allocate(16).putLong(origin).putLong(number).array());
    }

    private void keep(byte[] bytes) {
        Frame frame = Frame.of(true, bytes);
        log.add(frame);
        frame.release();
    }

    private void write(long origin, long number) {
        WanderClient.Conn to = conn;
        if (to != null) {
            to.send(() -> to.client().frame(origin, number));
        }
    }

    void attach(WanderClient.Conn to) {
        conn = to;
        to.session = this;
        carrier = to.number;
    }

    void welcome(WanderClient.Conn to, NodeRef home, boolean resumed, boolean recovered) {
        ResumeToken next = new ResumeToken(cid, home, passage.generation(), passage.moves());
        long before = log.before();
        long last = log.last();
        to.send(() -> to.client().welcome(to, next, resumed, recovered, before, last));
    }

    /** Says again what is in the log. */
    void replay() {
        log.forEach(frame -> {
            ByteBuffer bytes = frame.payload().nioBuffer();
            write(bytes.getLong(), bytes.getLong());
        });
    }

    List<byte[]> frames() {
        return frames(log);
    }

    /** What is in the log, which is read by it. */
    static List<byte[]> frames(ReplayLog log) {
        List<byte[]> frames = new ArrayList<>();
        log.forEach(frame -> frames.add(bytes(frame)));
        return frames;
    }

    private static byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.payload().readableBytes()];
        frame.payload().readBytes(bytes);
        return bytes;
    }

    void hangUp() {
        if (conn != null) {
            conn.close();
        }
    }
}
