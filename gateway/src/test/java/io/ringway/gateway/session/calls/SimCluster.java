package io.ringway.gateway.session.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Claims;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.UserId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** One node's cluster in a {@link CallSimulation}: carries payloads over the simulation's links, and knows no groups. */
final class SimCluster implements Cluster {
    private final NodeRef self;
    private final CallSimulation net;

    SimCluster(NodeRef self, CallSimulation net) {
        this.self = self;
        this.net = net;
    }

    @Override
    public NodeRef self() {
        return net.nodes().current(self);
    }

    @Override
    public Set<NodeRef> peers() {
        return net.nodes().peers(self);
    }

    @Override
    public Cid newCid() {
        return net.newCid(self());
    }

    @Override
    public Future<Integer> send(UserId user, Buffer payload, IntSupplier here) {
        int told = here.getAsInt();
        List<Future<Integer>> answers = new ArrayList<>();
        for (NodeRef node : net.nodes().having(user, self)) {
            if (!node.equals(self)) {
                answers.add(ask(node, () -> net.nodes().get(node).inbox.message(user, CallSimulation.read(payload))));
            }
        }
        if (answers.isEmpty()) {
            return Future.succeededFuture(told);
        }
        return Future.join(answers).transform(all -> {
            List<Integer> counts = answers.stream()
                    .filter(Future::succeeded)
                    .map(Future::result)
                    .toList();
            return counts.isEmpty()
                    ? Future.failedFuture("no node answered")
                    : Future.succeededFuture(
                            told + counts.stream().mapToInt(Integer::intValue).sum());
        });
    }

    @Override
    public Future<Boolean> send(Cid cid, Buffer payload) {
        NodeRef node = located(cid);
        return ask(node, () -> net.travels().tell(node, cid, payload) ? 1 : 0)
                .map(count -> count > 0)
                .otherwise(false);
    }

    /** What goes to a node that is lost goes nowhere. */
    private NodeRef located(Cid cid) {
        NodeRef at = locate(cid);
        return at == null ? self : at;
    }

    private interface Question {
        int answer();
    }

    private Future<Integer> ask(NodeRef node, Question question) {
        Promise<Integer> promise = Promise.promise();
        Runnable deliver = () -> {
            int count = question.answer();
            net.nodes()
                    .post(node, self, () -> promise.tryComplete(count), () -> promise.tryFail("the answer was lost"));
        };
        net.nodes().post(self, node, deliver, () -> promise.tryFail("the question was lost"));
        return promise.future();
    }

    @Override
    public void post(Cid cid, Buffer payload) {
        NodeRef node = located(cid);
        net.nodes().post(self, node, () -> net.travels().tell(node, cid, payload), () -> {});
    }

    @Override
    public void post(NodeRef node, Buffer payload) {
        NodeRef from = self();
        net.nodes()
                .post(
                        self,
                        node,
                        () -> net.nodes().get(node).inbox.message(from, CallSimulation.read(payload)),
                        () -> {});
    }

    @Override
    public @Nullable NodeRef locate(Cid cid) {
        return net.travels().locate(self, cid);
    }

    @Override
    public Place lastPlace(Cid cid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void suspect(Group group, Cid cid, boolean isLost) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void adopt(Cid cid, int moves) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void handOver(Cid cid, NodeRef to, int moves) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void ended(Cid cid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean reaches(Group group, NodeRef node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void expect(UserId user, NodeRef at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Buffer> ask(NodeRef node, Buffer question) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] secret() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable GroupView view(Group group) {
        return null;
    }

    @Override
    public Future<Void> start(Context hub, Inbox inbox) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> stop() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Health health() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<GroupView> join(Group group, Member member) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void leave(Group group, Cid cid, LeaveReason reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void update(Group group, Member member) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Member>> roster(Group group) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<GroupCount>> groups(GroupQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<UserId>> users(Tenant tenant, String after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<NodeRef>> nodesOf(UserId user) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public boolean isFenced() {
        return false;
    }

    @Override
    public void connected(UserId user) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void disconnected(UserId user) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int publish(Group group, Buffer payload) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Integer> announce(Traffic traffic, Group group, Buffer payload) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Claims claims() {
        throw new UnsupportedOperationException();
    }
}
