package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.support.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * With what a scenario is played.
 *
 * @param sockets clients
 * @param seed of everything that is left to chance
 * @param grace of the nodes
 * @param detection how long the others may take to find out that a node is gone
 * @param mortality the share of clients that do not come back once they have lost a connection
 * @param messages a second, of all together
 * @param churn clients a second that leave their group, and join again a second later
 * @param history whether the nodes keep what was missed
 * @param delay between nodes, each way
 * @param environment further variables for the nodes
 * @param jvm options of each node's JVM
 */
public record Setup(
        int sockets,
        long seed,
        Duration grace,
        Duration detection,
        double mortality,
        double messages,
        double churn,
        boolean history,
        Duration delay,
        Map<String, String> environment,
        List<String> jvm) {
    static final int NODES = 3;
    static final int GROUP_SIZE = 5;
    private static final int FEW = 2_000;
    private static final String REDIS = "RINGWAY_REDIS_URL";
    /** More than is said in a group in a whole run. */
    private static final String KEPT = "[{\"pattern\":\"g*\",\"size\":10000,\"age\":\"1h\",\"bytes\":\"1MiB\"}]";

    /** What is usual for so many clients. The system property {@code chaos.jvm} has more options for the nodes' JVMs. */
    public static Setup of(int sockets, long seed) {
        double share = Math.min(1, sockets / 5_000.0);
        List<String> jvm = new ArrayList<>(List.of(sockets > FEW ? "-Xmx1g" : "-Xmx384m"));
        jvm.addAll(List.of(System.getProperty("chaos.jvm", "").strip().split("\\s+")));
        jvm.removeIf(String::isEmpty);
        return new Setup(
                sockets,
                seed,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                0.1,
                Math.max(40, 200 * share),
                Math.max(2, 20 * share),
                Boolean.getBoolean("chaos.history"),
                Duration.ZERO,
                Map.of(),
                List.copyOf(jvm));
    }

    /** With so many clients that what nodes do for each of them adds up to something. */
    boolean isLarge() {
        return sockets > FEW;
    }

    /** Whether a node that is cut off serves nobody, as those of a run do by default. */
    boolean fences() {
        return !"1".equals(environment.get("RINGWAY_CLUSTER_MIN_NODES"));
    }

    public Setup grace(Duration other) {
        return new Setup(sockets, seed, other, detection, mortality, messages, churn, history, delay, environment, jvm);
    }

    /** For faults that only a detector finds. */
    Setup detection(Duration other) {
        return new Setup(sockets, seed, grace, other, mortality, messages, churn, history, delay, environment, jvm);
    }

    Setup mortality(double other) {
        return new Setup(sockets, seed, grace, detection, other, messages, churn, history, delay, environment, jvm);
    }

    Setup delay(Duration other) {
        return new Setup(sockets, seed, grace, detection, mortality, messages, churn, history, other, environment, jvm);
    }

    /**
     * The key of the configuration has this value on every node. In it {@code {host}} is this machine, {@code {port}} where the
     * backend listens, and {@code {redis}} where a Redis does.
     */
    Setup with(String key, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(key, value);
        return new Setup(sockets, seed, grace, detection, mortality, messages, churn, history, delay, more, jvm);
    }

    /** What is kept outside of the nodes' memory is in a Redis that is started for the run. */
    Setup inRedis() {
        return with(REDIS, RedisServer.url("{host}", "{redis}"));
    }

    boolean isInRedis() {
        return environment.containsKey(REDIS);
    }

    /** With these options of each node's JVM beside the others. */
    Setup jvm(List<String> options) {
        List<String> all = new ArrayList<>(jvm);
        all.addAll(options);
        return new Setup(sockets, seed, grace, detection, mortality, messages, churn, history, delay, environment, all);
    }

    /**
     * What the nodes are told.
     *
     * @param port where the backend listens
     * @param redis where a Redis does, if they need one
     */
    Map<String, String> variables(int port, int redis) {
        Map<String, String> all = new TreeMap<>();
        environment.forEach((key, value) -> all.put(
                key, value.replace("{port}", Integer.toString(port)).replace("{redis}", Integer.toString(redis))));
        all.putIfAbsent("RINGWAY_SESSIONS_GRACE", grace.toMillis() + "ms");
        if (history) {
            all.put("RINGWAY_HISTORY_GROUPS", KEPT);
        }
        return all;
    }
}
