package io.ringway.gateway.session;

import io.netty.channel.EventLoop;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Frame;
import java.util.function.Consumer;

/**
 * The writing half of one WebSocket. Belongs to one event loop.
 *
 * <p>Frames leave in the order of {@link #write}. They are flushed once per loop turn, however many were written in it. The
 * queue towards the network is bounded ({@code limits.outbox_bytes}): the frame that would go over the bound is not queued,
 * and the socket is closed with {@link CloseCode#SLOW_CONSUMER} instead, so that a loss is never silent. What is queued by then
 * stays for a while, for a client that reads again.
 */
public interface Socket {
    EventLoop loop();

    /** Where the client comes from, as far as limits and operators go. Any thread. */
    ClientAddress address();

    /** Queues a frame, retaining what it needs of it. Loop thread only. After a close it does nothing. */
    void write(Frame frame);

    /** Asks the client for a sign of life, which {@link SocketHandler#acknowledged} brings. Loop thread only. */
    void ping();

    /**
     * Asks the client for a sign of life, and says whether it may be there: at once where one comes, else a second later. The silence of
     * a client that has answered no ping before says nothing. Where either side has begun to close, nobody is there, unless what it said
     * is for good: that client's session ends with it, and nobody else may go on with it. Loop thread only, and so is what it runs.
     */
    default void probe(Consumer<Boolean> isThere) {
        isThere.accept(isOpen());
    }

    /** Whether what is written still goes out: neither side has begun to close. Loop thread only. */
    boolean isOpen();

    /** Sends a close frame after what is queued, and ends the connection. Any thread; the first close counts. */
    default void close(CloseCode code) {
        close(code, 0);
    }

    /** As {@link #close(CloseCode)}, and asks the client to stay away for so many milliseconds; 0 asks nothing. */
    void close(CloseCode code, long retryAfterMillis);
}
