package io.ringway.gateway.metrics;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What Netty and the JVM say of direct buffers. Netty counts those that it makes past the JVM, the JVM all others; which of them are made
 * depends on the version of the JDK and its options, so the larger figure is the one that counts.
 *
 * <p>The JVM lets direct buffers have as much as the heap, where nothing is said ({@code -XX:MaxDirectMemorySize}), also where the machine, or
 * the container, has less beside the heap. So the limit is the lesser of the two.
 */
final class ProcessBufferMemory implements BufferMemory {
    static final BufferMemory INSTANCE = new ProcessBufferMemory();

    private static final long LEAST_RESERVE = 64L << 20;
    private static final int RESERVED_PART = 8;
    private static final int LEAST_PART = 16;

    private final long limit = limit(
            PlatformDependent.maxDirectMemory(), machine(), Runtime.getRuntime().maxMemory());
    private final BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();

    private ProcessBufferMemory() {}

    /**
     * What the JVM allows, or what is left beside the heap, its own needs (classes, code, threads: an eighth, at least 64 MiB) set aside;
     * and at least a sixteenth of everything, where the heap alone may be more than there is.
     */
    static long limit(long allowed, long machine, long heap) {
        long reserve = Math.max(LEAST_RESERVE, machine / RESERVED_PART);
        return Math.min(allowed, Math.max(machine - heap - reserve, machine / LEAST_PART));
    }

    /** Of the container, where there is one. */
    private static long machine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public long used() {
        return Math.max(PlatformDependent.usedDirectMemory(), direct.getMemoryUsed());
    }

    @Override
    public long inUse() {
        PooledByteBufAllocator frames = PooledByteBufAllocator.DEFAULT;
        long free = frames.metric().usedDirectMemory() - frames.pinnedDirectMemory();
        return used() - Math.max(0, free);
    }
}
