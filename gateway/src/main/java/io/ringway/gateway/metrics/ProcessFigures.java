package io.ringway.gateway.metrics;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** What the JVM says of itself at this moment. Any thread; takes microseconds. */
public final class ProcessFigures {
    private ProcessFigures() {}

    /** Bytes, garbage included. */
    public static long heapUsed() {
        return heap().getUsed();
    }

    /** Bytes that the heap may grow to. */
    public static long heapMax() {
        return heap().getMax();
    }

    private static MemoryUsage heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    }

    /** What this process took of all processors lately, in thousandths; 0 where the JVM does not know. */
    public static long cpuPermille() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? Math.max(0, Math.round(system.getProcessCpuLoad() * 1_000))
                : 0;
    }

    /** Milliseconds since the JVM began. */
    public static long uptimeMillis() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
    }
}
