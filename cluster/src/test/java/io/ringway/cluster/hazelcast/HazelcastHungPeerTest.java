package io.ringway.cluster.hazelcast;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.ringway.cluster.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A peer that is stopped: its kernel takes connections, and nothing is ever said on them. */
class HazelcastHungPeerTest {
    private static final String HOST = "127.0.0.1";
    private static final Duration LOOK = Duration.ofMillis(400);
    private static final long AT_MOST_NANOS = LOOK.toNanos() / 20;

    private final String name = "test-" + UUID.randomUUID();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long spent;

    @Test
    void aPeerThatTakesAConnectionAndSaysNothingKeepsNoThreadBusyThatOthersNeed() throws IOException {
        CompletableFuture<HazelcastInstance> starting;
        try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            hung.setSoTimeout(30_000);
            int port = hung.getLocalPort();
            starting = CompletableFuture.supplyAsync(() -> start(port));
            try (Socket taken = hung.accept()) {
                assertEquals(HOST, taken.getInetAddress().getHostAddress());
                await("threads that write are calm")
                        .atMost(Duration.ofSeconds(10))
                        .pollInterval(LOOK)
                        .until(this::calm);
            }
        }
        starting.join().shutdown();
    }

    private HazelcastInstance start(int hung) {
        List<String> members = List.of(HOST + ":" + hung);
        int port = Ports.free(HOST);
        HazelcastOptions options = new HazelcastOptions(name, HOST, port, 0, members, "", 1, 0, 0, Map.of());
        Config config = Configs.of(options, 1);
        config.setInstanceName(name);
        return Hazelcast.newHazelcastInstance(config);
    }

    /** Whether threads that write spent less than a twentieth of the time since the last look. */
    private boolean calm() {
        long before = spent;
        spent = Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && writes(thread))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
        return spent - before < AT_MOST_NANOS;
    }

    private boolean writes(ThreadInfo thread) {
        return thread.getThreadName().startsWith("hz." + name + ".IO.thread-out");
    }
}
