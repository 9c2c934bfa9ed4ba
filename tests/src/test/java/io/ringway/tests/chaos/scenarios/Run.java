package io.ringway.tests.chaos.scenarios;

import static org.awaitility.Awaitility.await;

import io.ringway.tests.chaos.backend.Backend;
import io.ringway.tests.chaos.check.Rules;
import io.ringway.tests.chaos.cluster.Balancer;
import io.ringway.tests.chaos.cluster.ChaosCluster;
import io.ringway.tests.chaos.cluster.ChaosNode;
import io.ringway.tests.chaos.load.Command;
import io.ringway.tests.chaos.load.Crowds;
import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Logbook;
import io.ringway.tests.chaos.report.Band;
import io.ringway.tests.support.Ports;
import io.ringway.tests.support.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One play of a scenario: the nodes, the clients, the faults, and when what happened. What does not happen in time is noted,
 * and the play goes on: the rest is worth knowing as well. Used from the test's thread.
 */
public final class Run implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration CALM = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int ARRIVALS = 800;
    private static final int PARTS = 10;
    /** Within this time clients whose connection was reset know of it. */
    private static final Duration FIND_OUT = Duration.ofMillis(600);

    private final Setup setup;
    private final Random random;
    private final ChaosCluster cluster;
    private final @Nullable RedisServer redis;
    private final Backend backend;
    private final Crowds crowds;
    private final Balancer balancer;
    private final Map<String, Long> moments = new LinkedHashMap<>();
    private final Map<String, String> notes = new LinkedHashMap<>();
    private final List<Band> bands = new ArrayList<>();
    private final List<Rules.Lonely> lonely = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final long begin = Logbook.now();
    private final Path folder;
    private List<Path> logs = List.of();

    private Run(Setup setup, Path folder) {
        this.setup = setup;
        this.folder = folder;
        this.random = new Random(setup.seed());
        int port = Ports.free();
        int redisPort = Ports.free();
        this.cluster =
                new ChaosCluster(Setup.NODES, setup.variables(port, redisPort), setup.jvm(), setup.delay(), folder);
        this.redis = setup.isInRedis() ? RedisServer.start(cluster.host(), redisPort) : null;
        this.backend = Backend.listen(cluster.host(), port);
        this.crowds = new Crowds(setup.sockets(), setup.seed(), folder);
        this.balancer = new Balancer(cluster.nodes(), crowds::tell);
    }

    /** Starts nodes, lets the clients come and begin to speak. */
    public static Run begin(Setup setup, Path folder) {
        Run run = new Run(setup, folder);
        try {
            run.awaitCalmNodes();
            run.crowds.open(Setup.GROUP_SIZE, ARRIVALS);
            run.need("all clients are there", START, POLL, run.crowds::settled);
            if (setup.isLarge()) {
                run.exercise();
            }
            run.moment("ready");
            run.crowds.tell(new Command.Mortal(setup.mortality()));
            run.crowds.traffic(setup.messages(), setup.churn());
            run.elapse(Duration.ofSeconds(3));
            // A fault that comes before a node has caught up with its clients' arrival is none of the scenario's: what
            // was said to
            // it waits in its peers' memory then, and goes with the one that dies.
            run.look(Math.max(1, setup.sockets() / 500));
            run.moment("begun");
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
        return run;
    }

    /**
     * Every client loses its connection once and comes back, a part of them at a time: a node that has been up for a while has
     * compiled what it does then, and one that was just started does little else than compile in a storm.
     */
    private void exercise() {
        for (int i = 0; i < PARTS; i++) {
            crowds.tell(new Command.Reset(PARTS));
            elapse(FIND_OUT);
            need("those of part " + i + " are back", START, POLL, crowds::settled);
        }
    }

    /** For a while, so that every node gets its share of the clients. */
    private void awaitCalmNodes() {
        await("the nodes have found each other")
                .during(CALM)
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> balancer.allSee(Setup.NODES));
    }

    private void need(String what, Duration within, Duration interval, BooleanSupplier condition) {
        await(what).atMost(within).pollInterval(interval).until(condition::getAsBoolean);
    }

    public Setup setup() {
        return setup;
    }

    public ChaosCluster cluster() {
        return cluster;
    }

    public ChaosNode node(int index) {
        return cluster.node(index);
    }

    /** Whom nodes tell what happens, where the setup says that they do. */
    public Backend backend() {
        return backend;
    }

    public Crowds crowds() {
        return crowds;
    }

    public Balancer balancer() {
        return balancer;
    }

    /** Chance, by the seed. */
    public Random random() {
        return random;
    }

    public int anyNode() {
        return random.nextInt(Setup.NODES);
    }

    /** This is the moment, by that name. */
    public long moment(String name) {
        long now = Logbook.now();
        moments.put(name, now);
        return now;
    }

    /** For what is measured otherwise than by times. */
    public void note(String name, String value) {
        notes.put(name, value);
    }

    /** Something is wrong with a node, or with all of them (-1), from now until the thing is done and the time over. */
    public void during(String what, int node, Runnable thing) {
        long from = Logbook.now();
        thing.run();
        bands.add(new Band(what, node, from, Logbook.now()));
    }

    /** The node stands still until the time is over. */
    public void hang(int node, Duration time) {
        hang(node, () -> elapse(time));
    }

    /** The node stands still until the thing is done. */
    public void hang(int node, Runnable thing) {
        long from = Logbook.now();
        during("stopped", node, () -> {
            node(node).pause();
            thing.run();
            moment("woken");
            node(node).resume();
        });
        lonely.add(new Rules.Lonely(node(node).name(), from, Logbook.now()));
    }

    /** The node and the others do not hear each other until the thing is done. */
    public void cutOff(int node, Runnable thing) {
        long from = Logbook.now();
        during("cut off", node, () -> {
            cluster.links().isolate(node);
            thing.run();
            cluster.links().heal();
        });
        lonely.add(new Rules.Lonely(node(node).name(), from, Logbook.now()));
    }

    /** Something that is done in a moment. */
    public void event(String what, int node) {
        long now = Logbook.now();
        bands.add(new Band(what, node, now, now));
    }

    /** Lets time go by, in which things happen. */
    public void elapse(Duration time) {
        long end = Logbook.now() + time.toNanos() / 1_000;
        await("time goes by")
                .atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Logbook.now() >= end);
    }

    /**
     * Waits for it, and notes when it was; it is noted as never where it does not come to pass.
     *
     * @return whether it did
     */
    public boolean awaitThat(String what, Duration within, BooleanSupplier condition) {
        return awaitThat(what, within, POLL, condition);
    }

    /** The same, for what cannot be looked at so often. */
    public boolean awaitThat(String what, Duration within, Duration interval, BooleanSupplier condition) {
        try {
            need(what, within, interval, condition);
            moment(what);
            return true;
        } catch (ConditionTimeoutException late) {
            complaints.add("in vain for " + within.toSeconds() + " s: " + what + "; " + crowds.status());
            return false;
        }
    }

    /** Everybody who comes back is back, and in all groups. What that has cost the nodes that run is noted. */
    public void awaitAllBack(Duration within) {
        List<ChaosNode> nodes = cluster.nodes();
        List<Duration> before = nodes.stream().map(ChaosNode::processorTime).toList();
        elapse(FIND_OUT);
        awaitThat("all back", within, crowds::settled);
        // One that was killed has no time in the end.
        long spent = IntStream.range(0, nodes.size())
                .filter(i -> nodes.get(i).runs())
                .mapToLong(
                        i -> nodes.get(i).processorTime().minus(before.get(i)).toMillis())
                .sum();
        note(Outcome.PROCESSOR_MILLIS, Long.toString(spent));
    }

    /** One of so many clients asks who is in its groups; waits for the answers. */
    public void look(int oneOf) {
        crowds.tell(new Command.Look(oneOf));
        awaitThat("looked", Duration.ofSeconds(20), crowds::looked);
    }

    /** Looks again and again for that long, about once a second. */
    public void keepLooking(Duration time) {
        int oneOf = Math.max(1, setup.sockets() / 500);
        for (long end = Logbook.now() + time.toNanos() / 1_000; Logbook.now() < end; ) {
            look(oneOf);
            elapse(Duration.ofMillis(700));
        }
    }

    /** After the faults: waits until nobody may be listed any more who is gone, and asks everybody. */
    public void calm() {
        crowds.traffic(setup.messages(), 0);
        elapse(Duration.ofSeconds(3));
        moment("calm");
        look(1);
        crowds.tell(new Command.Count());
        awaitThat("counted", Duration.ofSeconds(20), crowds::looked);
        crowds.traffic(0, 0);
        elapse(Duration.ofMillis(1_500));
    }

    /** How long after the loss of a connection everybody has been told. */
    public Duration notice() {
        return setup.grace().plus(setup.detection()).plusSeconds(3);
    }

    /** Ends the clients. */
    void dismiss() {
        logs = crowds.stop();
    }

    /** Reads what the clients have seen. */
    public Outcome end() {
        List<Entry> entries = Logbook.read(logs);
        backend.write(folder.resolve("events.jsonl"));
        return Outcome.of(
                setup, begin, entries, backend.events(), moments, notes, bands, lonely, balancer.history(), complaints);
    }

    @Override
    public void close() {
        balancer.close();
        crowds.close();
        try {
            cluster.close();
        } finally {
            backend.close();
            if (redis != null) {
                redis.close();
            }
        }
    }
}
