package io.ringway.gateway.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One wire: turns frames into {@link Command}s and {@link Event}s into frames. Stateless and shared by every connection
 * that speaks it, on any thread; an event for many connections is encoded once per dialect.
 */
public interface Dialect {
    /** What operators know it by. */
    String name();

    /** Reads a whole text message. */
    Command decode(ByteBuf text) throws ProtocolException;

    /** Reads a whole binary message. */
    Command decodeBinary(ByteBuf binary) throws ProtocolException;

    /** Writes an event; null where this wire has no words for it. The caller releases the frame. */
    @Nullable
    Frame encode(Event event);

    /** Whether this wire has binary messages; where it has none, one ends the connection. */
    default boolean takesBinary() {
        return true;
    }

    /** Whether the sender of a group message gets it too, and the joiner its own notice. */
    boolean echoes();

    /** Whether it has words for many changes of a roster at once; else they are told one by one. */
    default boolean takesBatches() {
        return true;
    }

    /** Whether its clients count the frames they get, and say how many those were when they come back. */
    default boolean countsFrames() {
        return true;
    }

    /** Whether a client that comes back says nothing of its session, so that its user and its group are all there is to know it by. */
    default boolean resumesByUser() {
        return false;
    }

    /** Whether call frames carry the call's id; where they do not, two connections' cids say which call is meant. */
    default boolean namesCalls() {
        return true;
    }

    /** Whether this wire has words for ICE servers. */
    default boolean tellsIce() {
        return true;
    }
}
