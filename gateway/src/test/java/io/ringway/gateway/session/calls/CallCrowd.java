package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is there in a {@link CallSimulation}, who ever was, and what became of their calls. */
final class CallCrowd {
    private static final int USERS = 4;
    private static final int MIN_CLIENTS = 6;

    private final CallSimulation net;
    private final CallPairs pairs;
    private final Random random;
    private final Map<Cid, CallClient> clients = new LinkedHashMap<>();
    private final List<CallClient> everybody = new ArrayList<>();

    CallCrowd(CallSimulation net, CallPairs pairs, Random random) {
        this.net = net;
        this.pairs = pairs;
        this.random = random;
    }

    /** People everywhere. */
    void add(int count) {
        for (int i = 0; i < count; i++) {
            add(net.pick(net.nodes().serving()), "u" + random.nextInt(USERS));
        }
    }

    CallClient add(NodeRef at, String user) {
        CallClient client =
                new CallClient(net.newCid(at), new UserId(CallSimulation.TENANT, user), net::mayBeApart, pairs::closed);
        clients.put(client.cid, client);
        everybody.add(client);
        net.nodes().get(at).sessions.add(client.session);
        return client;
    }

    /** Others come for those who are gone, and maybe one more. */
    void refill() {
        while (clients.size() < MIN_CLIENTS) {
            add(1);
        }
        add(random.nextInt(2));
    }

    void remove(CallClient client) {
        clients.remove(client.cid);
    }

    void isBack(CallClient client) {
        clients.put(client.cid, client);
    }

    @Nullable
    CallClient client(Cid cid) {
        return clients.get(cid);
    }

    /** Those who are there now. */
    Collection<CallClient> present() {
        return clients.values();
    }

    List<CallClient> everybody() {
        return everybody;
    }

    CallClient anyone() {
        if (clients.isEmpty()) {
            add(MIN_CLIENTS);
        }
        return net.pick(List.copyOf(clients.values()));
    }

    /** Any of the calls that this client has. */
    Optional<CallClient.Story> anyCall(CallClient client) {
        List<CallClient.Story> open =
                client.stories.values().stream().filter(CallClient.Story::open).toList();
        return open.isEmpty() ? Optional.empty() : Optional.of(net.pick(open));
    }

    /** How often something happened: a simulation of nothing proves nothing. */
    long count(Predicate<CallClient.Story> what) {
        return stories().filter(what).count();
    }

    long calls() {
        return calls(stories());
    }

    long answered() {
        return calls(stories().filter(story -> story.accepted));
    }

    private static long calls(Stream<CallClient.Story> stories) {
        Stream<CallId> calls = stories.map(story -> story.call);
        return calls.distinct().count();
    }

    private Stream<CallClient.Story> stories() {
        return everybody.stream().flatMap(client -> client.stories.values().stream());
    }

    /** Requests refused, but for those that came too late, as they may. */
    List<ErrorCode> refusals() {
        return everybody.stream()
                .flatMap(client -> client.failures.stream())
                .filter(failed -> failed.id() == 0)
                .map(failed -> failed.code())
                .filter(code -> code != ErrorCode.CALL_CLOSED)
                .toList();
    }
}
