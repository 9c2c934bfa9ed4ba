package io.ringway.gateway.session;

import io.netty.channel.EventLoop;
import io.ringway.cluster.Change;
import io.ringway.cluster.Group;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * This node's sockets in one group, and the fan-out to them: an event is encoded once per dialect and handed over once per
 * event loop. The hub adds, removes and delivers; each list of sockets is touched on its own loop alone, in the hub's
 * order.
 */
public final class GroupChannel {
    private final Group group;
    private final List<Slice> slices = new ArrayList<>(1);
    private int size;
    private Announcer.@Nullable Mode mode;

    GroupChannel(Group group) {
        this.group = group;
    }

    public Group group() {
        return group;
    }

    /** How its members are told of changes; null where it is of each at once. */
    Announcer.@Nullable Mode mode() {
        return mode;
    }

    void mode(Announcer.@Nullable Mode chosen) {
        mode = chosen;
    }

    /** How many sockets of this node are in the group. */
    public int size() {
        return size;
    }

    void add(Dialect dialect, Socket socket) {
        size++;
        Slice slice = slice(dialect, socket.loop());
        slice.run(() -> slice.sockets.add(socket));
    }

    void remove(Dialect dialect, Socket socket) {
        size--;
        Slice slice = slice(dialect, socket.loop());
        slice.run(() -> slice.remove(socket));
    }

    /** Writes an event to every socket of the group but one. */
    public void deliver(Event event, @Nullable Socket except) {
        deliver(event, except, Set.of());
    }

    /** As {@link #deliver(Event, Socket)}, to none of those who are deaf, either. */
    public void deliver(Event event, @Nullable Socket except, Set<Socket> deaf) {
        for (int i = 0; i < slices.size(); i++) {
            if (firstOfDialect(i)) {
                deliver(event, slices.get(i).dialect, i, except, deaf);
            }
        }
    }

    /**
     * Writes many changes to every socket of the group, one by one where a dialect knows no other way.
     *
     * @param toAll whether those get them too that take many at once
     */
    void deliver(Event.Notices notices, boolean toAll) {
        for (int i = 0; i < slices.size(); i++) {
            Dialect dialect = slices.get(i).dialect;
            if (!firstOfDialect(i)) {
                continue;
            }
            if (!dialect.takesBatches()) {
                for (Change change : notices.changes()) {
                    deliver(new Event.Notice(group, notices.version(), change), dialect, i, null, Set.of());
                }
            } else if (toAll) {
                deliver(notices, dialect, i, null, Set.of());
            }
        }
    }

    private void deliver(Event event, Dialect dialect, int from, @Nullable Socket except, Set<Socket> deaf) {
        Frame frame = dialect.encode(event);
        if (frame == null) {
            return;
        }
        for (int i = from; i < slices.size(); i++) {
            Slice slice = slices.get(i);
            if (slice.dialect.equals(dialect)) {
                frame.wire().retain();
                slice.run(() -> slice.write(frame, except, deaf));
            }
        }
        frame.release();
    }

    private boolean firstOfDialect(int index) {
        for (int i = 0; i < index; i++) {
            if (slices.get(i).dialect.equals(slices.get(index).dialect)) {
                return false;
            }
        }
        return true;
    }

    private Slice slice(Dialect dialect, EventLoop loop) {
        for (Slice slice : slices) {
            if (slice.dialect.equals(dialect) && slice.loop.equals(loop)) {
                return slice;
            }
        }
        Slice slice = new Slice(dialect, loop);
        slices.add(slice);
        return slice;
    }

    /** The sockets of one dialect on one event loop. */
    private static final class Slice {
        private final Dialect dialect;
        private final EventLoop loop;
        private final List<Socket> sockets = new ArrayList<>();

        Slice(Dialect dialect, EventLoop loop) {
            this.dialect = dialect;
            this.loop = loop;
        }

        void run(Runnable task) {
            if (loop.inEventLoop()) {
                task.run();
            } else {
                loop.execute(task);
            }
        }

        void write(Frame frame, @Nullable Socket except, Set<Socket> deaf) {
            for (int i = 0; i < sockets.size(); i++) {
                Socket socket = sockets.get(i);
                if (!socket.equals(except) && (deaf.isEmpty() || !deaf.contains(socket))) {
                    socket.write(frame);
                }
            }
            frame.release();
        }

        /** Order within a slice means nothing, so the last one fills the gap. */
        void remove(Socket socket) {
            int last = sockets.size() - 1;
            for (int i = last; i >= 0; i--) {
                if (sockets.get(i).equals(socket)) {
                    sockets.set(i, sockets.get(last));
                    sockets.remove(last);
                    return;
                }
            }
        }
    }
}
