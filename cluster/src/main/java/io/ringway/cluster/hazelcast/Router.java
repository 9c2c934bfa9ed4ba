package io.ringway.cluster.hazelcast;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.UserId;
import io.ringway.cluster.mesh.Mesh;
import io.ringway.cluster.mesh.Replies;
import io.ringway.cluster.mesh.UnreachableException;
import io.ringway.cluster.presence.Presence;
import io.ringway.cluster.wire.Batch;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** Payloads between nodes: to a group, a user, a connection, a node, and the counts that come back. On the hub context. */
final class Router {
    private static final Buffer NO_ANSWER = Buffer.buffer(0);

    private final Presence presence;
    private final Mesh mesh;
    private final Inbox inbox;
    private final LongSupplier clock;
    private final Moves moves;
    private final OwnRows rows;
    private final Replies replies = new Replies();
    private final Gaps gaps = new Gaps();

    Router(Presence presence, Mesh mesh, Inbox inbox, LongSupplier clock, Moves moves, OwnRows rows) {
        this.presence = presence;
        this.mesh = mesh;
        this.inbox = inbox;
        this.clock = clock;
        this.moves = moves;
        this.rows = rows;
    }

    void tick() {
        replies.tick(clock.getAsLong());
    }

    void close() {
        replies.close();
    }

    void nodeDown(NodeRef node) {
        replies.nodeDown(node.id());
        gaps.forget(node.id());
    }

    /**
     * A peer takes messages again: it is told what it missed of before, and nothing comes between. At the end, and not when the first one was
     * dropped, so that whoever looks for what is missing then finds all of it, and who has joined meanwhile is told too.
     */
    void relieved(NodeRef peer) {
        gaps.take(peer.id()).forEach(missed -> mesh.send(peer, missed));
    }

    boolean owes(NodeRef node, UserId user, List<Group> groups) {
        return gaps.owes(node.id(), user, groups);
    }

    /** Where this node cannot say who has members, everybody gets it, and those without ignore it. */
    int publish(Traffic traffic, Group group, Buffer payload) {
        Buffer encoded = Buffer.buffer(payload.length() + 64);
        Batch.writeFrame(encoded, new Frame.Publish(group, Frame.NO_ANSWER, payload));
        int[] members = {0};
        boolean known = presence.eachFollower(group, (node, size) -> {
            if (publish(traffic, node, group, encoded)) {
                members[0] += size;
            }
        });
        if (!known) {
            presence.peers().forEach(node -> publish(traffic, node, group, encoded));
        }
        return members[0];
    }

    private boolean publish(Traffic traffic, NodeRef node, Group group, Buffer encoded) {
        boolean taken = mesh.sendEncoded(traffic, node, encoded);
        if (!taken) {
            gaps.missed(node.id(), group);
        }
        return taken;
    }

    Future<Integer> publishCounted(Traffic traffic, Group group, Buffer payload) {
        return count(
                presence.peers(),
                node -> ask(
                        traffic,
                        node,
                        correlation -> new Frame.Publish(group, correlation, payload),
                        () -> gaps.missed(node.id(), group)));
    }

    Future<Integer> send(Traffic traffic, UserId user, Collection<NodeRef> nodes, Buffer payload) {
        return count(
                nodes,
                node -> ask(
                        traffic,
                        node,
                        correlation -> new Frame.ToUser(user, correlation, payload),
                        // Other nodes may take it, and the sender hears of those alone.
                        () -> gaps.missed(node.id(), user)));
    }

    Future<Boolean> send(Traffic traffic, NodeRef node, Cid cid, Buffer payload) {
        return ask(traffic, node, correlation -> new Frame.ToConnection(cid, correlation, payload), () -> {})
                .map(Router::isTaken)
                .otherwise(false);
    }

    /** Returns false where it is refused. */
    boolean post(Traffic traffic, NodeRef node, Frame frame) {
        return mesh.send(traffic, node, frame);
    }

    /** The members of a group on those nodes. */
    Future<List<Member>> roster(Group group, Collection<NodeRef> nodes) {
        return gather(nodes, node -> ask(node, correlation -> new Frame.AskRoster(group, correlation)))
                .map(answers -> {
                    List<Member> members = new ArrayList<>();
                    for (Frame answer : answers) {
                        if (answer instanceof Frame.Roster roster) {
                            members.addAll(roster.members());
                        }
                    }
                    return members;
                });
    }

    /** What each of those nodes has of a group. Fails where one of them does not answer. */
    Future<List<List<Member>>> rosters(Group group, Collection<NodeRef> nodes) {
        return all(
                nodes,
                node -> ask(node, correlation -> new Frame.AskRoster(group, correlation)),
                answer -> answer instanceof Frame.Roster roster ? roster.members() : List.of());
    }

    /** How many members of a group those nodes have. Fails where one of them does not answer. */
    Future<Integer> size(Group group, Collection<NodeRef> nodes) {
        return all(nodes, node -> ask(node, correlation -> new Frame.AskCount(group, correlation)), Router::counted)
                .map(counts -> counts.stream().mapToInt(Integer::intValue).sum());
    }

    /** The parts that those nodes have of a page. Fails where one of them does not answer; who is gone meanwhile has none. */
    Future<List<List<GroupCount>>> groups(GroupQuery query, Collection<NodeRef> nodes) {
        return all(
                nodes,
                node -> unlessGone(
                        node,
                        askForPage(node, correlation -> new Frame.AskGroups(correlation, query)),
                        new Frame.Groups(Frame.NO_ANSWER, List.of())),
                answer -> answer instanceof Frame.Groups groups ? groups.groups() : List.of());
    }

    /** As {@link #groups}. */
    Future<List<List<UserId>>> users(Tenant tenant, String after, int limit, Collection<NodeRef> nodes) {
        return all(
                nodes,
                node -> unlessGone(
                        node,
                        askForPage(node, correlation -> new Frame.AskUsers(correlation, tenant, after, limit)),
                        new Frame.Users(Frame.NO_ANSWER, List.of())),
                answer -> answer instanceof Frame.Users users ? users.users() : List.of());
    }

    /** Pages are large, and can be asked for again: they leave the room that there is for signals alone. */
    private Future<Frame> askForPage(NodeRef node, LongFunction<Frame> question) {
        return ask(Traffic.MESSAGES, node, question, () -> {});
    }

    /** A node that lives on in another incarnation is there, and what it has is not known. */
    private Future<Frame> unlessGone(NodeRef node, Future<Frame> answer, Frame otherwise) {
        return answer.recover(failure -> presence.peers().stream().anyMatch(peer -> peer.id() == node.id())
                ? Future.failedFuture(failure)
                : Future.succeededFuture(otherwise));
    }

    /** What all of them answer. Fails where one of them does not. */
    private static <T> Future<List<T>> all(
            Collection<NodeRef> nodes, Function<NodeRef, Future<Frame>> question, Function<Frame, T> reading) {
        List<Future<Frame>> all = List.copyOf(nodes).stream().map(question).toList();
        return Future.all(all)
                .map(answered -> all.stream().map(Future::result).map(reading).toList());
    }

    private static int counted(Frame answer) {
        return answer instanceof Frame.Count count ? count.count() : 0;
    }

    /** A frame that is not of presence. */
    void receive(NodeRef from, Frame frame) {
        switch (frame) {
            case Frame.Publish it -> {
                int members = presence.ownCount(it.group());
                if (members > 0) {
                    inbox.message(from, it.group(), it.payload());
                }
                answer(from, it.correlation(), members);
            }
            case Frame.ToUser it -> answer(from, it.correlation(), inbox.message(from, it.user(), it.payload()));
            case Frame.ToConnection it -> toConnection(from, it);
            case Frame.Ask it -> asked(from, it);
            case Frame.Answer it -> replies.answered(from, it.correlation(), it);
            case Frame.Adopted it -> moves.adopted(from, it.moves());
            case Frame.Ended it -> moves.ended(it.on(), it.ends());
            case Frame.Released it -> moves.released(from, it.cid());
            case Frame.Waits it -> moves.waits(from, it);
            case Frame.Lost it -> moves.lost(it.losses());
            case Frame.Anew it -> moves.anew(from);
            case Frame.ToNode it -> inbox.message(from, it.payload());
            case Frame.Count it -> replies.answered(from, it.correlation(), it);
            case Frame.Roster it -> replies.answered(from, it.correlation(), it);
            case Frame.Missed it -> inbox.missed(from, it.group());
            case Frame.MissedByUser it -> inbox.missed(from, it.user());
            case Frame.MissedInGroups it -> inbox.missedInGroups(from);
            case Frame.MissedAny it -> inbox.missedAny(from);
            case Frame.Groups it -> replies.answered(from, it.correlation(), it);
            case Frame.Users it -> replies.answered(from, it.correlation(), it);
            case Frame.AskGroups it -> page(from, new Frame.Groups(it.correlation(), rows.groups(it.query())));
            case Frame.AskUsers it ->
                page(from, new Frame.Users(it.correlation(), rows.users(it.tenant(), it.after(), it.limit())));
            case Frame.AskCount it -> answer(from, it.correlation(), presence.ownCount(it.group()));
            case Frame.AskRoster it ->
                mesh.send(from, new Frame.Roster(it.correlation(), List.copyOf(presence.ownMembers(it.group()))));
            case Frame.Presence it -> throw new IllegalArgumentException("presence has its own way");
            case Frame.Bye it -> throw new IllegalArgumentException("farewells have their own way");
        }
    }

    /** What comes too late for a connection that has moved goes after it. */
    private void toConnection(NodeRef from, Frame.ToConnection frame) {
        NodeRef elsewhere = moves.peerOf(frame.cid());
        if (inbox.message(from, frame.cid(), frame.payload())) {
            answer(from, frame.correlation(), 1);
        } else if (elsewhere == null || (elsewhere.id() == from.id() && !moves.hadJustNow(frame.cid()))) {
            answer(from, frame.correlation(), 0);
        } else if (frame.correlation() == Frame.NO_ANSWER) {
            mesh.send(elsewhere, frame);
        } else {
            send(Traffic.SIGNALS, elsewhere, frame.cid(), frame.payload())
                    .onSuccess(taken -> answer(from, frame.correlation(), taken ? 1 : 0));
        }
    }

    private void asked(NodeRef from, Frame.Ask frame) {
        inbox.asked(from, frame.question())
                .onComplete(done -> mesh.send(
                        from, new Frame.Answer(frame.correlation(), done.succeeded() ? done.result() : NO_ANSWER)));
    }

    Future<Buffer> askNode(NodeRef node, Buffer question) {
        return ask(node, correlation -> new Frame.Ask(correlation, question))
                .compose(answer -> answer instanceof Frame.Answer(long number, Buffer bytes) && bytes.length() > 0
                        ? Future.succeededFuture(bytes)
                        : Future.failedFuture(new UnreachableException("node " + node + " has no answer")));
    }

    private void answer(NodeRef to, long correlation, int count) {
        if (correlation != Frame.NO_ANSWER) {
            mesh.send(to, new Frame.Count(correlation, count));
        }
    }

    /** Where it is refused, whoever asked hears nothing, and has no page. */
    private void page(NodeRef to, Frame page) {
        mesh.send(Traffic.MESSAGES, to, page);
    }

    private static Future<Integer> count(Collection<NodeRef> nodes, Function<NodeRef, Future<Frame>> question) {
        return gather(nodes, question)
                .map(answers -> answers.stream().mapToInt(Router::counted).sum());
    }

    /** The answers that came. Fails where nodes were asked and none has answered. */
    private static Future<List<Frame>> gather(Collection<NodeRef> nodes, Function<NodeRef, Future<Frame>> question) {
        List<Future<Frame>> all = List.copyOf(nodes).stream().map(question).toList();
        if (all.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return Future.join(all).transform(ignored -> {
            List<Frame> answers =
                    all.stream().filter(Future::succeeded).map(Future::result).toList();
            return answers.isEmpty()
                    ? Future.failedFuture(new UnreachableException("no node answered"))
                    : Future.succeededFuture(answers);
        });
    }

    private Future<Frame> ask(NodeRef node, LongFunction<Frame> question) {
        return ask(Traffic.SIGNALS, node, question, () -> {});
    }

    private Future<Frame> ask(Traffic traffic, NodeRef node, LongFunction<Frame> question, Runnable refused) {
        Replies.Asked asked = replies.ask(clock.getAsLong(), node);
        if (!mesh.send(traffic, node, question.apply(asked.correlation()))) {
            refused.run();
            replies.refused(asked.correlation());
        }
        return asked.answer();
    }

    private static boolean isTaken(Frame answer) {
        return counted(answer) > 0;
    }
}
