package io.ringway.gateway.session;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.UserId;
import org.jspecify.annotations.Nullable;

/** The reading half of one WebSocket: what a front door does with what arrives. Runs on the socket's event loop. */
public interface SocketHandler {
    /** The upgrade is done. Called once, before anything else. */
    void opened(Socket socket);

    /** A whole text message, valid UTF-8 and within the size limit. The buffer is the caller's: copy what is kept. */
    void text(ByteBuf message);

    /** A whole binary message, within the size limit. The buffer is the caller's: copy what is kept. */
    void binary(ByteBuf message);

    /** Whose connection it is, as soon as somebody has shown who he is; what waits for it counts as his. */
    default @Nullable UserId user() {
        return null;
    }

    /** The number that the next ping takes along; 0 for none. */
    default long mark() {
        return 0;
    }

    /** The client has answered the ping that took this number along: it has everything that was written before. */
    default void acknowledged(long mark) {}

    /**
     * The connection is gone, by either side or by the network, or it is given up because the client does not read: then it may still
     * be there for a while, with what was written before. Called once; nothing but {@link #gone} follows.
     *
     * @param code the close code of the side that closed first, and of a client's goodbye that crossed the server's; 1005 where the client's close frame had none, 1006 where the
     *     connection was lost, or the client was told a code to come back with and did not answer
     */
    void closed(int code);

    /** Nothing is left of the connection, and it holds nothing any more. Called once, after {@link #closed}. */
    default void gone() {}
}
