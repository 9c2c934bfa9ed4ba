package io.ringway.cluster.presence;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks on at a {@link SimNode}, and checks every notice. */
final class SimObserver {
    private final Simulation simulation;
    private final SimNode node;
    private final Map<Group, Map<Cid, Member>> seen = new HashMap<>();
    /**
     * Who said goodbye: cids are never used again, so none of these may come back. Those who moved are left out: the news of
     * their first node may be the last to arrive, and then they seem to be back for as long as that node's next news take.
     */
    private final Map<Group, Set<Cid>> gone = new HashMap<>();

    /** Who was told to be lost. Where everything is in order, those of them who come back were not waited for. */
    private final Map<Group, Set<Cid>> lost = new HashMap<>();

    private final Map<Group, Long> versions = new HashMap<>();

    SimObserver(Simulation simulation, SimNode node) {
        this.simulation = simulation;
        this.node = node;
    }

    /** The group has no members here any more. */
    void forget(Group group) {
        seen.remove(group);
        gone.remove(group);
        lost.remove(group);
    }

    boolean sees(Group group, Cid cid) {
        return seen.getOrDefault(group, Map.of()).containsKey(cid);
    }

    void verify(Group group, Set<Member> truth) {
        GroupView view = node.presence.view(group);
        if (view == null) {
            node.require(seen.getOrDefault(group, Map.of()).isEmpty(), "notices of a group without members here");
            return;
        }
        Set<Member> members = new HashSet<>();
        view.members().forEach(member -> node.require(members.add(member), "a member twice in " + group));
        node.require(members.equals(truth), () -> group + ": sees " + members + ", true is " + truth);
        node.require(view.size() == truth.size(), "the size is wrong");
        node.require(view.complete(), "the view is not complete");
        node.require(
                new HashSet<>(seen.getOrDefault(group, Map.of()).values()).equals(truth),
                () -> group + ": the notices add up to something else");
    }

    void changed(Group group, long version, Change change) {
        Map<Cid, Member> known = seen.computeIfAbsent(group, key -> new HashMap<>());
        Member member = change.member();
        Long last = versions.put(group, version);
        boolean isStep = !(change instanceof Change.Suspected || change instanceof Change.Back);
        node.require(
                last == null || (!isStep ? version >= last : known.isEmpty() ? version > last : version == last + 1),
                "versions have a gap");
        switch (change) {
            case Change.Joined it -> {
                node.require(known.put(member.cid(), member) == null, "joined twice: " + member.cid());
                node.require(
                        !gone.getOrDefault(group, Set.of()).contains(member.cid()), "a ghost joined: " + member.cid());
                boolean flaps = lost.getOrDefault(group, Set.of()).contains(member.cid());
                node.require(
                        !simulation.isOrderly || !flaps || simulation.mayBeLate(member.cid()),
                        "was gone and came again: " + member.cid());
            }
            case Change.Updated it ->
                node.require(known.put(member.cid(), member) != null, "a stranger updated: " + member.cid());
            case Change.Left it -> {
                node.require(known.remove(member.cid()) != null, "a stranger left: " + member.cid());
                boolean isTrueGoodbye =
                        !simulation.moved.contains(member.cid()) || simulation.ended.contains(member.cid());
                if (it.reason() == LeaveReason.LEFT && isTrueGoodbye) {
                    gone.computeIfAbsent(group, key -> new HashSet<>()).add(member.cid());
                } else if (!node.isApart()) {
                    // One that is dropped has sent its clients away, who are shown everybody anew when they are back.
                    lost.computeIfAbsent(group, key -> new HashSet<>()).add(member.cid());
                }
            }
            case Change.Suspected it ->
                node.require(known.containsKey(member.cid()), "a stranger is suspected: " + member.cid());
            case Change.Back it -> node.require(known.containsKey(member.cid()), "a stranger is back: " + member.cid());
        }
    }
}
