package io.ringway.gateway;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption.Origin;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives memory back that a burst of connections has left behind: without this, G1 collects an idle node never, and its
 * resident memory stays where the busiest minute has put it. The same as the flags of these names would do (JEP 346), for a
 * program that is started with none; what the operator has set is left alone.
 */
final class Memory {
    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);

    /** Milliseconds without a collection until one is made beside the work; percent of the heap that may be free after it. */
    private static final Map<String, String> SETTINGS =
            Map.of("G1PeriodicGCInterval", "30000", "MinHeapFreeRatio", "20", "MaxHeapFreeRatio", "40");

    private Memory() {}

    static void returnWhenIdle() {
        HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (vm != null) {
            SETTINGS.forEach((option, value) -> set(vm, option, value));
        }
    }

    private static void set(HotSpotDiagnosticMXBean vm, String option, String value) {
        try {
            if (vm.getVMOption(option).getOrigin() == Origin.DEFAULT) {
                vm.setVMOption(option, value);
            }
        } catch (IllegalArgumentException anotherVm) {
            LOG.debug("This JVM has no {}", option);
        }
    }
}
