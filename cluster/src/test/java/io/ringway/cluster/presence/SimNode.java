package io.ringway.cluster.presence;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.whereabouts.End;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Whereabouts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One simulated node. */
final class SimNode implements Effects {
    final Presence presence;
    private final Simulation simulation;
    private final SimObserver observer;
    private final SimInterest interest;

    private static final long SETTLE_MS = 3_000;
    /** No end is forgotten within a run. */
    private static final long NEVER = Long.MAX_VALUE - 1;

    private final Whereabouts whereabouts = new Whereabouts();
    /** Who was told what has ended. */
    private final Set<NodeRef> greeted = new HashSet<>();

    private final SimSlumber slumber;
    private final Waking waking;
    /** When each member came that has moved here. */
    private final Map<Cid, Long> cameAt = new HashMap<>();

    private int unanswered;
    /** Others have dropped it, and not taken it back. */
    private boolean isApart;

    private long droppedAt;
    private long settledAt;

    SimNode(Simulation simulation, NodeRef ref) {
        this.simulation = simulation;
        this.presence = new Presence(ref, this, simulation.now(), simulation.graceMs);
        this.waking = new Waking(simulation.now());
        this.interest = new SimInterest(simulation, this);
        this.observer = new SimObserver(simulation, this);
        this.slumber = new SimSlumber(simulation, this::look);
    }

    // What becomes of its process.

    void hang() {
        slumber.begin();
        // That they came may not have been said yet.
        cameAt.forEach((cid, at) -> {
            if (at > simulation.now() - 100) {
                simulation.mayComeLate(cid);
            }
        });
    }

    void goOn() {
        settledAt = simulation.now() + SETTLE_MS;
        slumber.end();
    }

    boolean isAwake() {
        return slumber.isAwake();
    }

    void whenAwake(Runnable action) {
        slumber.whenAwake(() -> {
            if (simulation.nodes().contains(this)) {
                action.run();
            }
        });
    }

    boolean holds(long saidAt) {
        return slumber.holds(saidAt);
    }

    void dropped() {
        isApart = true;
        droppedAt = simulation.now();
    }

    boolean isApart() {
        return isApart;
    }

    long droppedAt() {
        return droppedAt;
    }

    /** It has not been shown yet all that it has missed. */
    boolean isComingBack() {
        return isAwake() && (isApart || simulation.now() < settledAt);
    }

    boolean isServing() {
        return isAwake() && !isApart;
    }

    void tick() {
        if (isAwake()) {
            look();
        }
    }

    /** As the node of a cluster does. */
    private void look() {
        if (!waking.isNow(simulation.now())) {
            presence.tick(simulation.now());
        }
        if (isServing() && !presence.unheard().isEmpty()) {
            askWhomOthersHave();
        }
    }

    /** Nodes hear each other in order: what they have taken over is known before that. */
    private void askWhomOthersHave() {
        List<SimNode> others = simulation.nodes().stream()
                .filter(node -> node != this && hears(node))
                .toList();
        boolean areThere = others.stream()
                .allMatch(node -> node.isAwake() && presence.peers().contains(node.presence.self()));
        if (others.isEmpty() || !areThere) {
            return;
        }
        simulation.mayComeLateFromLostNodes();
        others.forEach(this::hearMoves);
        for (Group group : presence.unheard().ask(Integer.MAX_VALUE)) {
            Set<Cid> theirs = new HashSet<>();
            others.forEach(node -> node.presence.ownMembers(group).forEach(member -> theirs.add(member.cid())));
            presence.unheard().heard(group, theirs);
        }
    }

    private void hearMoves(SimNode other) {
        NodeRef there = other.presence.self();
        other.whereabouts.on(there).forEach(move -> adopted(there, move));
    }

    /** Whether what is said over there comes here. */
    private boolean hears(SimNode other) {
        return simulation.network.connects(this, other) && !isApart && !other.isApart;
    }

    // What its clients do.

    void came(Cid cid) {
        cameAt.put(cid, simulation.now());
    }

    boolean has(Group group, Cid cid) {
        return presence.ownMembers(group).stream().anyMatch(one -> one.cid().equals(cid));
    }

    void eachOwn(BiConsumer<Group, Member> visitor) {
        for (Group group : List.copyOf(presence.groups())) {
            List.copyOf(presence.ownMembers(group)).forEach(member -> visitor.accept(group, member));
        }
    }

    /** Gives up a session whose client has not come back. */
    void lose(Group group, Cid cid) {
        if (isApart) {
            presence.leaveUnheard(simulation.now(), group, cid);
            forgetIfClosed(group);
        } else {
            leave(group, cid, LeaveReason.DISCONNECTED);
        }
    }

    /** Somebody comes from a lost node when nobody waits for it any more, and is told that its session has ended. */
    void refuse(Cid cid) {
        adopt(cid);
        sayEnd(cid);
    }

    void join(Group group, Member member) {
        long asked = simulation.now();
        unanswered++;
        long slept = slumber.slept();
        boolean[] answered = {false};
        presence.join(asked, group, member, view -> {
            require(!answered[0], "a join was answered twice");
            long stoodStill = slumber.slept() - slept;
            long late = 100 + (stoodStill > 0 ? 100 + stoodStill + Waking.READING_MS : 0);
            require(simulation.now() <= asked + Presence.JOIN_DEADLINE_MS + late, "a join was answered late");
            answered[0] = true;
            unanswered--;
        });
    }

    void leave(Group group, Cid cid, LeaveReason reason) {
        presence.leave(simulation.now(), group, cid, reason);
        forgetIfClosed(group);
    }

    void adopt(Cid cid) {
        Move move = new Move(cid, simulation.livesOn(this, cid, whereabouts.count(cid)));
        whereabouts.moved(presence.self(), move);
        everybodyElse(node -> node.adopted(presence.self(), move));
    }

    /** Leaves the group, where it lives here: who looks on is told at once, whoever else lists it. */
    void quit(Group group, Cid cid) {
        if (has(group, cid) && isHere(cid)) {
            leave(group, cid, LeaveReason.LEFT);
            require(!observer.sees(group, cid), "nobody was told who left: " + cid);
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
        if (isHere(member.cid()) && !has(group, member.cid())) {
            join(group, new Member(member.cid(), member.user(), Bytes.utf8("again")));
        }
    }

    private boolean isHere(Cid cid) {
        return simulation.nodes().contains(this) && isServing() && livesHere(cid) && !hasEnded(cid);
    }

    boolean livesHere(Cid cid) {
        NodeRef now = movedTo(cid);
        return now != null && now.id() == presence.self().id();
    }

    /** The end is there before the goodbye, as nodes hear each other in order. */
    void end(Group group, Cid cid) {
        if (isHere(cid)) {
            sayEnd(cid);
            leave(group, cid, LeaveReason.LEFT);
        }
    }

    private void sayEnd(Cid cid) {
        Move end = new Move(cid, whereabouts.count(cid));
        simulation.ended.add(cid);
        ended(presence.self(), end);
        everybodyElse(node -> node.ended(presence.self(), end));
    }

    private void everybodyElse(Consumer<SimNode> action) {
        simulation.nodes().stream()
                .filter(node -> node != this && hears(node))
                .forEach(node -> node.whenAwake(() -> action.accept(node)));
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
        if (isApart && simulation.now() > droppedAt + simulation.graceMs - 1_000) {
            eachOwn((group, member) -> simulation.mayComeLate(member.cid()));
        }
        isApart = false;
        settledAt = simulation.now() + SETTLE_MS;
        presence.renew(simulation.now());
        greeted.clear();
    }

    /** A node was heard of: it is told once what it may have missed. */
    void greet(SimNode other) {
        if (hears(other) && greeted.add(other.presence.self())) {
            simulation.after(1 + simulation.random.nextInt(10), () -> {
                if (simulation.nodes().contains(other) && hears(other)) {
                    tellAll(other);
                } else {
                    greeted.remove(other.presence.self());
                }
            });
        }
    }

    private void tellAll(SimNode other) {
        NodeRef self = presence.self();
        List<Move> moves = whereabouts.on(self);
        Map<NodeRef, List<End>> ends = whereabouts.ends(simulation.now());
        other.whenAwake(() -> {
            moves.forEach(move -> other.adopted(self, move));
            ends.forEach((on, some) -> some.forEach(end -> other.ended(on, new Move(end.cid(), end.count()))));
        });
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
            observer.forget(group);
        }
    }

    void rewrite() {
        whenAwake(presence::lookupAgain);
    }

    void verify(Group group, Set<Member> truth) {
        require(unanswered == 0, unanswered + " joins were never answered");
        observer.verify(group, truth);
    }

    @Override
    public void changed(Group group, long version, Change change) {
        observer.changed(group, version, change);
        forgetIfClosed(group);
    }

    @Override
    public void send(NodeRef to, Message message) {
        simulation.network.send(this, to, message);
    }

    @Override
    public void lookup(Group group) {
        interest.write(group);
    }

    @Override
    public void counted(Group group, int members) {
        if (members == 0) {
            interest.write(group);
        }
    }

    void require(boolean condition, String what) {
        require(condition, () -> what);
    }

    void require(boolean condition, Supplier<String> what) {
        if (!condition) {
            throw new AssertionError("at " + simulation.now() + " ms on node " + presence.self() + ": " + what.get());
        }
    }
}
