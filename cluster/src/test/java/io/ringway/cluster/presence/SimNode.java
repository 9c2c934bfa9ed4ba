package io.ringway.cluster.presence;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Whereabouts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One simulated node, and an observer beside it who checks every notice. */
final class SimNode implements Effects {
    final Presence presence;
    private final Simulation simulation;
    private final Map<Group, Map<Cid, Member>> seen = new HashMap<>();
    /**
     * Who said goodbye: cids are never used again, so none of these may come back. Those who moved are left out: the news of
     * their first node may be the last to arrive, and then they seem to be back for as long as that node's next news take.
     */
    private final Map<Group, Set<Cid>> gone = new HashMap<>();

    /** Who was told to be lost. Where everything is in order, those of them who come back were not waited for. */
    private final Map<Group, Set<Cid>> lost = new HashMap<>();

    private final Map<Group, Long> versions = new HashMap<>();
    /** Groups whose row is being written, with whether it must be written again. */
    private final Map<Group, Boolean> writing = new HashMap<>();

    /** No end is forgotten within a run. */
    private static final long NEVER = Long.MAX_VALUE - 1;

    private final Whereabouts whereabouts = new Whereabouts();
    /** Who was told what has ended. */
    private final Set<NodeRef> greeted = new HashSet<>();

    private int unanswered;

    SimNode(Simulation simulation, NodeRef ref) {
        this.simulation = simulation;
        this.presence = new Presence(ref, this, simulation.now(), simulation.graceMs);
    }

    void join(Group group, Member member) {
        long asked = simulation.now();
        unanswered++;
        boolean[] answered = {false};
        presence.join(asked, group, member, view -> {
            require(!answered[0], "a join was answered twice");
            require(simulation.now() <= asked + Presence.JOIN_DEADLINE_MS + 100, "a join was answered late");
            answered[0] = true;
            unanswered--;
        });
    }

    void leave(Group group, Cid cid, LeaveReason reason) {
        presence.leave(simulation.now(), group, cid, reason);
        forgetIfClosed(group);
    }

    void adopt(Cid cid) {
        Move move = new Move(cid, whereabouts.count(cid) + 1);
        whereabouts.moved(presence.self(), move);
        everybodyElse(node -> node.adopted(presence.self(), move));
    }

    /** Leaves the group, where it lives here: who looks on is told at once, whoever else lists it. */
    void quit(Group group, Cid cid) {
        boolean isIn =
                presence.ownMembers(group).stream().anyMatch(one -> one.cid().equals(cid));
        if (isIn && isHere(cid)) {
            leave(group, cid, LeaveReason.LEFT);
            require(!seen.getOrDefault(group, Map.of()).containsKey(cid), "nobody was told who left: " + cid);
        }
    }

    /** Goes on here after that, in no group. */
    void moveOn(SimNode from, Cid cid) {
        if (simulation.nodes().contains(this) && simulation.network.connects(from, this) && from.isHere(cid)) {
            adopt(cid);
        }
    }

    /** Comes again after that, unless it is there. */
    void comeAgain(Group group, Member member) {
        boolean isIn =
                presence.ownMembers(group).stream().anyMatch(one -> one.cid().equals(member.cid()));
        if (isHere(member.cid()) && !isIn) {
            join(group, new Member(member.cid(), member.user(), Bytes.utf8("again")));
        }
    }

    private boolean isHere(Cid cid) {
        return simulation.nodes().contains(this) && livesHere(cid) && !hasEnded(cid);
    }

    private boolean livesHere(Cid cid) {
        NodeRef now = movedTo(cid);
        return now != null && now.id() == presence.self().id();
    }

    /** The end is there before the goodbye, as nodes hear each other in order. */
    void end(Group group, Cid cid) {
        if (isHere(cid)) {
            Move end = new Move(cid, whereabouts.count(cid));
            simulation.ended.add(cid);
            ended(presence.self(), end);
            everybodyElse(node -> node.ended(presence.self(), end));
            leave(group, cid, LeaveReason.LEFT);
        }
    }

    private void everybodyElse(Consumer<SimNode> action) {
        simulation.nodes().stream()
                .filter(node -> node != this && simulation.network.connects(this, node))
                .forEach(action);
    }

    private void adopted(NodeRef by, Move move) {
        if (whereabouts.moved(by, move)) {
            drop(move.cid());
        }
    }

    private void ended(NodeRef on, Move end) {
        if (whereabouts.ended(on, end, NEVER) && on.id() != presence.self().id()) {
            drop(end.cid());
        }
    }

    private void drop(Cid cid) {
        List.copyOf(presence.groups()).forEach(group -> leave(group, cid, LeaveReason.MOVED));
    }

    /** Who is heard of again is told again what it may have missed. */
    void down(NodeRef node) {
        presence.nodeDown(simulation.now(), node);
        greeted.removeIf(peer -> peer.id() == node.id());
    }

    /** The others may have forgotten what this one had. */
    void renew() {
        presence.renew(simulation.now());
        greeted.clear();
    }

    /** A node was heard of: it is told once what it may have missed. */
    void greet(SimNode other) {
        if (greeted.add(other.presence.self())) {
            simulation.after(1 + simulation.random.nextInt(10), () -> {
                if (simulation.nodes().contains(other) && simulation.network.connects(this, other)) {
                    whereabouts.on(presence.self()).forEach(move -> other.adopted(presence.self(), move));
                    whereabouts
                            .ends(simulation.now())
                            .forEach((on, ends) ->
                                    ends.forEach(end -> other.ended(on, new Move(end.cid(), end.count()))));
                } else {
                    greeted.remove(other.presence.self());
                }
            });
        }
    }

    @Override
    public boolean hasEnded(Cid cid) {
        return whereabouts.hasEnded(cid);
    }

    @Override
    public @Nullable NodeRef movedTo(Cid cid) {
        return whereabouts.movedTo(cid);
    }

    private void forgetIfClosed(Group group) {
        if (presence.view(group) == null) {
            seen.remove(group);
            gone.remove(group);
            lost.remove(group);
        }
    }

    void rewrite() {
        if (simulation.nodes().contains(this)) {
            presence.lookupAgain();
        }
    }

    void verify(Group group, Set<Member> truth) {
        require(unanswered == 0, unanswered + " joins were never answered");
        GroupView view = presence.view(group);
        if (view == null) {
            require(seen.getOrDefault(group, Map.of()).isEmpty(), "notices of a group without members here");
            return;
        }
        Set<Member> members = new HashSet<>();
        view.members().forEach(member -> require(members.add(member), "a member twice in " + group));
        require(members.equals(truth), () -> group + ": sees " + members + ", true is " + truth);
        require(view.size() == truth.size(), "the size is wrong");
        require(view.complete(), "the view is not complete");
        require(
                new HashSet<>(seen.getOrDefault(group, Map.of()).values()).equals(truth),
                () -> group + ": the notices add up to something else");
    }

    @Override
    public void changed(Group group, long version, Change change) {
        Map<Cid, Member> known = seen.computeIfAbsent(group, key -> new HashMap<>());
        Member member = change.member();
        Long last = versions.put(group, version);
        boolean isStep = !(change instanceof Change.Suspected || change instanceof Change.Back);
        require(
                last == null || (!isStep ? version >= last : known.isEmpty() ? version > last : version == last + 1),
                "versions have a gap");
        switch (change) {
            case Change.Joined it -> {
                require(known.put(member.cid(), member) == null, "joined twice: " + member.cid());
                require(!gone.getOrDefault(group, Set.of()).contains(member.cid()), "a ghost joined: " + member.cid());
                boolean flaps = lost.getOrDefault(group, Set.of()).contains(member.cid());
                require(!simulation.isOrderly || !flaps, "was gone and came again: " + member.cid());
            }
            case Change.Updated it ->
                require(known.put(member.cid(), member) != null, "a stranger updated: " + member.cid());
            case Change.Left it -> {
                require(known.remove(member.cid()) != null, "a stranger left: " + member.cid());
                boolean isTrueGoodbye =
                        !simulation.moved.contains(member.cid()) || simulation.ended.contains(member.cid());
                if (it.reason() == LeaveReason.LEFT && isTrueGoodbye) {
                    gone.computeIfAbsent(group, key -> new HashSet<>()).add(member.cid());
                } else {
                    lost.computeIfAbsent(group, key -> new HashSet<>()).add(member.cid());
                }
            }
            case Change.Suspected it ->
                require(known.containsKey(member.cid()), "a stranger is suspected: " + member.cid());
            case Change.Back it -> require(known.containsKey(member.cid()), "a stranger is back: " + member.cid());
        }
        forgetIfClosed(group);
    }

    @Override
    public void send(NodeRef to, Message message) {
        simulation.network.send(this, to, message);
    }

    @Override
    public void lookup(Group group) {
        write(group);
    }

    @Override
    public void counted(Group group, int members) {
        if (members == 0) {
            write(group);
        }
    }

    private void write(Group group) {
        if (writing.containsKey(group)) {
            writing.put(group, true);
            return;
        }
        writing.put(group, false);
        boolean interested = presence.ownCount(group) > 0;
        simulation.after(1 + simulation.random.nextInt(20), () -> {
            if (!simulation.nodes().contains(this)) {
                return;
            }
            List<NodeRef> nodes =
                    simulation.store.register(simulation.network.isMinor(this), group, presence.self(), interested);
            simulation.after(1 + simulation.random.nextInt(20), () -> written(group, nodes));
        });
    }

    private void written(Group group, List<NodeRef> nodes) {
        if (!simulation.nodes().contains(this)) {
            return;
        }
        boolean again = Boolean.TRUE.equals(writing.remove(group));
        presence.found(simulation.now(), group, nodes);
        if (again) {
            write(group);
        }
    }

    private void require(boolean condition, String what) {
        require(condition, () -> what);
    }

    private void require(boolean condition, Supplier<String> what) {
        if (!condition) {
            throw new AssertionError("at " + simulation.now() + " ms on node " + presence.self() + ": " + what.get());
        }
    }
}
