package io.ringway.gateway.session;

import io.netty.channel.EventLoop;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.resume.ReplayLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session's way to its client: one socket for as long as it lasts, or none while the session waits for its client. What is
 * written goes into the session's log as well, which the next line takes over. Loop thread only, but for what says otherwise.
 *
 * <p>A line without the log keeps what is written until the log comes; one that has given it away drops it.
 */
public final class Line implements Socket {
    /** After so many bytes the client is asked whether it has them, so that they need not be kept. */
    private static final int MARK_BYTES = 16 * 1024;

    private final EventLoop loop;
    private final @Nullable Socket socket;
    /** Whether what goes to the socket is kept too: else it is lost with the socket, and only what comes after is kept. */
    private final boolean keepsSent;

    private @Nullable ReplayLog log;
    private @Nullable List<Frame> early = new ArrayList<>(0);
    private @Nullable Heir heir;
    private int unmarked;

    /** @param passedOver run where somebody else gets the log */
    private record Heir(Consumer<ReplayLog> to, Runnable passedOver) {}

    private Line(EventLoop loop, @Nullable Socket socket, boolean keepsSent) {
        this.loop = loop;
        this.socket = socket;
        this.keepsSent = keepsSent;
    }

    /** A line over a socket. Any thread. */
    public static Line over(Socket socket, boolean keepsSent) {
        return new Line(socket.loop(), socket, keepsSent);
    }

    /** A line of a session without a client. Any thread. */
    public static Line parked(EventLoop hub) {
        return new Line(hub, null, true);
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public ClientAddress address() {
        return socket == null ? ClientAddress.UNKNOWN : socket.address();
    }

    /** Whether there is a client at the other end, as far as is known. Any thread. */
    boolean isParked() {
        return socket == null;
    }

    /** Gives the line its log, and lets it begin. */
    public void attach(ReplayLog given) {
        log = given;
        List<Frame> kept = early;
        early = null;
        if (kept != null) {
            kept.forEach(frame -> {
                write(frame);
                frame.release();
            });
        }
        Heir waiting = heir;
        if (waiting != null) {
            heir = null;
            detach(waiting.to, waiting.passedOver);
        }
    }

    /**
     * As {@link #attach(ReplayLog)}, for a client that has frames up to the given one already: it gets a greeting, what it has
     * missed, and what came meanwhile.
     *
     * @param received a number that the log has never given says nothing of what the client has: then nothing is said again
     * @param greeting made for the log without what the client has; the frame is not counted. Null where there is none
     */
    public void resume(ReplayLog given, long received, Function<ReplayLog, @Nullable Frame> greeting) {
        if (received > given.last()) {
            given.release();
        } else {
            given.acknowledge(received);
        }
        Frame welcome = greeting.apply(given);
        if (socket != null && welcome != null) {
            socket.write(welcome);
            welcome.release();
        }
        if (socket != null) {
            given.forEach(socket::write);
        }
        if (!keepsSent) {
            given.release();
        }
        attach(given);
    }

    /** Takes the log away, now or as soon as it is here. */
    public void detach(Consumer<ReplayLog> to) {
        detach(to, () -> {});
    }

    /**
     * As {@link #detach(Consumer)}.
     *
     * @param passedOver run in the place of {@code to} where the log is taken by somebody else: who asks last while it is not here
     *     yet gets it, and nobody does once it was taken
     */
    public void detach(Consumer<ReplayLog> to, Runnable passedOver) {
        ReplayLog given = log;
        if (given != null) {
            log = null;
            to.accept(given);
        } else if (early == null) {
            passedOver.run();
        } else {
            Heir before = heir;
            heir = new Heir(to, passedOver);
            if (before != null) {
                before.passedOver.run();
            }
        }
    }

    @Override
    public void write(Frame frame) {
        ReplayLog current = log;
        if (current == null) {
            if (early != null) {
                frame.wire().retain();
                early.add(frame);
            }
            return;
        }
        if (keepsSent) {
            current.add(frame);
        }
        if (socket != null) {
            socket.write(frame);
            mark(frame.size());
        }
    }

    private void mark(int bytes) {
        unmarked += bytes;
        if (keepsSent && unmarked >= MARK_BYTES) {
            ping();
        }
    }

    @Override
    public void ping() {
        if (socket != null) {
            unmarked = 0;
            socket.ping();
        }
    }

    /** Whether it carries a session. */
    boolean isAttached() {
        return log != null;
    }

    /** The number of the last frame that was sent, for a ping to take along. */
    long position() {
        return log == null ? 0 : log.last();
    }

    /** The client has all the frames up to this one. */
    void acknowledged(long position) {
        if (log != null) {
            log.acknowledge(position);
        }
    }

    /** Gives up what is kept: a client that comes back for it is told of the gap. */
    public void cut() {
        if (log != null) {
            log.release();
        }
    }

    /** How many bytes wait here for the client. */
    public int bytes() {
        return log == null ? 0 : log.bytes();
    }

    @Override
    public boolean isOpen() {
        return socket != null && socket.isOpen();
    }

    @Override
    public void probe(Consumer<Boolean> isThere) {
        if (socket == null) {
            isThere.accept(false);
        } else {
            socket.probe(isThere);
        }
    }

    /** Any thread. */
    @Override
    public void close(CloseCode code, long retryAfterMillis) {
        if (socket != null) {
            socket.close(code, retryAfterMillis);
        }
    }

    /** Runs on the line's loop: at once where the caller is there. Any thread. */
    public void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
