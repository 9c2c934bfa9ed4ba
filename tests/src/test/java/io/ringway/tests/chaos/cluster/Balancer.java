package io.ringway.tests.chaos.cluster;

import io.ringway.tests.chaos.load.Command;
import io.ringway.tests.chaos.log.Logbook;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Does what a load balancer does: asks every node several times a second whether it is ready, and lets new connections go to
 * those alone; one that does not answer gets none after the second time in a row, as in the manifests. What it saw is kept. A thread for each node, as one that hangs must not keep questions to others waiting; what it
 * tells clients is told by one of them at a time.
 */
public final class Balancer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long PAUSE_MS = 200;
    private static final int TOO_LATE = 2;

    /** From then on a node looked so. {@code at} as in client logs. */
    public record Observation(long at, int node, Health health) {}

    private final List<ChaosNode> nodes;
    private final Consumer<Command.Targets> clients;
    private final List<Health> current = new CopyOnWriteArrayList<>();
    /** Whether new connections go to the node. Under this object's lock. */
    private final boolean[] takes;
    /** How often in a row it has not answered. Of the thread that asks it. */
    private final int[] late;

    private final List<Observation> history = new CopyOnWriteArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final ScheduledExecutorService threads;
    private final List<ScheduledFuture<?>> probes;
    private volatile boolean closed;

    public Balancer(List<ChaosNode> nodes, Consumer<Command.Targets> clients) {
        this.nodes = nodes;
        this.takes = new boolean[nodes.size()];
        this.late = new int[nodes.size()];
        this.clients = clients;
        nodes.forEach(node -> current.add(new Health(Health.State.GONE, 0)));
        threads = Executors.newScheduledThreadPool(
                nodes.size(), Thread.ofPlatform().daemon().name("probe-", 0).factory());
        probes = IntStream.range(0, nodes.size()).mapToObj(this::watch).toList();
    }

    private ScheduledFuture<?> watch(int node) {
        return threads.scheduleWithFixedDelay(() -> saw(node, ask(node)), 0, PAUSE_MS, TimeUnit.MILLISECONDS);
    }

    private Health ask(int index) {
        ChaosNode node = nodes.get(index);
        HttpRequest probe = HttpRequest.newBuilder(URI.create(node.management() + "/health/ready"))
                .timeout(PATIENCE)
                .build();
        try {
            late[index]++;
            HttpResponse<String> answer = http.send(probe, HttpResponse.BodyHandlers.ofString());
            late[index] = 0;
            int peers = new JsonObject(answer.body()).getInteger("nodes", 0);
            return new Health(answer.statusCode() == 200 ? Health.State.READY : Health.State.NOT_READY, peers);
        } catch (HttpTimeoutException silence) {
            return new Health(Health.State.SILENT, 0);
        } catch (IOException gone) {
            late[index] = TOO_LATE;
            return new Health(node.runs() ? Health.State.SILENT : Health.State.GONE, 0);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            return new Health(Health.State.SILENT, 0);
        }
    }

    private synchronized void saw(int node, Health health) {
        Health before = current.set(node, health);
        if (closed) {
            return;
        }
        if (!before.equals(health)) {
            history.add(new Observation(Logbook.now(), node, health));
        }
        boolean took = takes[node];
        takes[node] = takes(node, health.state());
        if (took != takes[node]) {
            clients.accept(targets());
        }
    }

    private boolean takes(int node, Health.State state) {
        boolean isLate = state == Health.State.SILENT && late[node] < TOO_LATE;
        return state == Health.State.READY || (isLate && takes[node]);
    }

    private Command.Targets targets() {
        List<ChaosNode> ready = IntStream.range(0, nodes.size())
                .filter(i -> takes[i])
                .mapToObj(nodes::get)
                .toList();
        return new Command.Targets(
                ready.stream().map(ChaosNode::name).toList(),
                ready.stream().map(ChaosNode::address).toList());
    }

    /** How the node looked when it was last asked. */
    public Health health(int node) {
        return current.get(node);
    }

    /** Whether all are ready and see so many. */
    public boolean allSee(int peers) {
        return current.stream().allMatch(each -> each.state() == Health.State.READY && each.nodes() == peers);
    }

    /** Everything that changed, in order. */
    public List<Observation> history() {
        return List.copyOf(history);
    }

    @Override
    public void close() {
        closed = true;
        probes.forEach(probe -> probe.cancel(true));
        threads.shutdown();
        http.shutdownNow();
    }
}
