package io.ringway.tests.chaos.net;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A network namespace for each node, all on one bridge, which this machine is on too. Their names carry this process's id:
 * they are removed on closing, when this JVM ends, and, where it was killed, by whoever opens the next lab. Used from the
 * test's thread.
 */
public final class Lab implements AutoCloseable {
    private static final long PID = ProcessHandle.current().pid();
    private static final String PREFIX = "rwc";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int nodes;
    private final String name;
    private final String subnet;
    private final Thread hook = new Thread(this::remove, "lab");

    private Lab(int nodes, String name, String subnet) {
        this.nodes = nodes;
        this.name = name;
        this.subnet = subnet;
    }

    /** Why this machine does not let us; nothing where it does. */
    public static Optional<String> forbidden() {
        try (Lab lab = open(1)) {
            lab.inside(
                    0,
                    "iptables -w -A INPUT -s " + lab.host() + " -m statistic --mode random --probability 0.5 -j DROP");
            return Optional.empty();
        } catch (IllegalStateException | java.io.UncheckedIOException no) {
            return Optional.of(String.valueOf(no.getMessage()));
        }
    }

    /** Namespaces for so many nodes, without anybody in them. */
    public static Lab open(int nodes) {
        sweep();
        int number = COUNT.incrementAndGet();
        Lab lab = new Lab(nodes, PREFIX + PID + "-" + number, freeSubnet());
        Runtime.getRuntime().addShutdownHook(lab.hook);
        try {
            lab.create();
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
        return lab;
    }

    private void create() {
        StringBuilder script = new StringBuilder("""
                ip link add %1$s type bridge
                ip addr add %2$s.1/24 dev %1$s
                ip link set %1$s up
                """.formatted(bridge(), subnet));
        for (int node = 0; node < nodes; node++) {
            script.append("""
                    ip netns add %1$s
                    ip link add %2$s type veth peer name eth0 netns %1$s
                    ip link set %2$s master %3$s up
                    ip -n %1$s link set lo up
                    ip -n %1$s addr add %4$s/24 dev eth0
                    ip -n %1$s link set eth0 up
                    """.formatted(namespace(node), link(node), bridge(), address(node)));
        }
        Shell.run(script.toString());
    }

    /** What to put before a command for it to run on the node's network. */
    public List<String> enter(int node) {
        return List.of("ip", "netns", "exec", namespace(node));
    }

    /** Where the node is. */
    public String address(int node) {
        return subnet + "." + (11 + node);
    }

    /** Where another node is seen to be, where what it sends is delayed. */
    String alias(int node) {
        return subnet + "." + (111 + node);
    }

    /** Where this machine is for the nodes. */
    public String host() {
        return subnet + ".1";
    }

    int size() {
        return nodes;
    }

    String bridge() {
        return PREFIX + "b" + PID + "x" + name.substring(name.indexOf('-') + 1);
    }

    /** Runs lines of shell on the node's network. */
    void inside(int node, String script) {
        Shell.run("ip netns exec " + namespace(node) + " sh -ec '" + script + "'");
    }

    private String namespace(int node) {
        return name + "-" + node;
    }

    private String link(int node) {
        return PREFIX + PID + "n" + name.substring(name.indexOf('-') + 1) + node;
    }

    /** One that no route of this machine leads to. */
    private static String freeSubnet() {
        String routes = Shell.run("ip -4 route");
        for (int third = (int) (PID & 0xff), tries = 0; tries < 256; tries++, third = third + 1 & 0xff) {
            String subnet = "10.213." + third;
            if (!routes.contains(subnet + ".")) {
                return subnet;
            }
        }
        throw new IllegalStateException("no free network below 10.213");
    }

    /** Removes what a JVM has left that was killed before it could. */
    private static void sweep() {
        String names = Shell.run("ip netns list; ip -o link show type bridge");
        List<String> left = new ArrayList<>();
        for (String line : names.lines().toList()) {
            for (String word : line.split("[ :]+", -1)) {
                if (word.matches(PREFIX + "b?\\d+[-x]\\d+(-\\d+)?") && !alive(word)) {
                    left.add(word.startsWith(PREFIX + "b") ? "ip link del " + word : "ip netns del " + word);
                }
            }
        }
        left.forEach(Shell::run);
    }

    private static boolean alive(String word) {
        String pid = word.replaceAll("^" + PREFIX + "b?(\\d+)[-x].*$", "$1");
        return Files.exists(Path.of("/proc", pid));
    }

    /** Namespaces first: their ends of the links take the other ends along. */
    private void remove() {
        String known = Shell.run("ip netns list");
        List<String> lines = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            if (known.contains(namespace(node))) {
                lines.add("ip netns del " + namespace(node));
            }
        }
        lines.add("ip link del " + bridge() + " 2>/dev/null || true");
        Shell.run(lines.stream().collect(Collectors.joining("\n")));
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The JVM ends: the hook runs as well, and finds nothing.
        }
    }
}
