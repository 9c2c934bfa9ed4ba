package io.ringway.gateway.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * What frames are written into: buffers outside of the heap, as sockets take them; and buffers on the heap where there is no memory
 * outside of it, so that whoever encodes for many goes on all the same, and only the sockets that it is for need some. Any thread.
 */
public final class FrameMemory {
    private static final LongAdder REFUSALS = new LongAdder();

    private FrameMemory() {}

    /** How many buffers frames of this process could not have outside of the heap, ever. */
    public static long refusals() {
        return REFUSALS.sum();
    }

    /** Whether it is the memory outside of the heap that has run out, and not the heap, or something else. */
    public static boolean isOutside(OutOfMemoryError why) {
        // By Netty's own count, by the JDK's ("... of direct buffer memory"), and where the system had no more ("Unable
        // to allocate ...").
        String text = String.valueOf(why.getMessage());
        return why instanceof OutOfDirectMemoryError
                || text.contains("direct buffer memory")
                || text.startsWith("Direct buffer memory")
                || text.startsWith("Unable to allocate");
    }

    /** An empty buffer with room for so many bytes. What may grow is {@link #written}: growing can fail where this could not. */
    static ByteBuf buffer(int size) {
        try {
            return PooledByteBufAllocator.DEFAULT.directBuffer(size);
        } catch (OutOfMemoryError none) {
            count(none);
            return Unpooled.buffer(size);
        }
    }

    /**
     * A buffer into which something was written.
     *
     * @param start where that begins
     * @param expected how many bytes it will be, about
     * @param content writes it, and does so once more, from the beginning, where a buffer outside of the heap could not grow
     */
    static ByteBuf written(int start, int expected, Consumer<ByteBuf> content) {
        ByteBuf buffer = buffer(start + expected);
        try {
            return write(buffer, start, content);
        } catch (OutOfMemoryError none) {
            count(none);
            return write(Unpooled.buffer(2 * (start + expected)), start, content);
        }
    }

    private static ByteBuf write(ByteBuf buffer, int start, Consumer<ByteBuf> content) {
        try {
            content.accept(buffer.writerIndex(start).readerIndex(start));
            return buffer;
        } catch (RuntimeException | Error failure) {
            buffer.release();
            throw failure;
        }
    }

    /** @throws OutOfMemoryError the same, where it is none of a buffer */
    private static void count(OutOfMemoryError none) {
        if (!isOutside(none)) {
            throw none;
        }
        REFUSALS.increment();
    }
}
