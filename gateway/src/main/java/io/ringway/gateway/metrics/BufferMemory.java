package io.ringway.gateway.metrics;

/** The memory outside of the heap that what goes to sockets, and comes from them, is kept in. Any thread. */
public interface BufferMemory {
    /** Bytes that there may be. */
    long limit();

    /** Bytes that are taken from the system. Costs next to nothing. */
    long used();

    /** Bytes of those that are not free for the next frame. Looks through the pool that frames are made from. */
    long inUse();

    /** That of this process. */
    static BufferMemory ofThisProcess() {
        return ProcessBufferMemory.INSTANCE;
    }
}
