package io.ringway.cluster.presence;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes of a {@link Simulation} that stand still, as processes do that are stopped or collect garbage. Some go on before anybody has noticed.
 * Others are dropped, and wake with all that they believed: their clients have gone on elsewhere meanwhile, or come to where they can
 * once their sockets are closed, or have gone for good, some with a goodbye that nobody has read. A while later the node is taken back.
 */
final class SimStandstills {
    private static final int UNNOTICED_MS = 4_000;
    /** Less what it takes at least until others notice. */
    private static final int LONG_MS = 20_000;
    /** A client that comes as the time is over may be waited for by one node and not by another: none does. */
    private static final long MARGIN_MS = 1_000;

    private static final int NOTICE_MS = 5_000;

    private final Simulation simulation;
    private final List<Standstill> all = new ArrayList<>();
    private final Map<What, Integer> played = new EnumMap<>(What.class);

    /** What comes of them. */
    enum What {
        UNNOTICED,
        DROPPED,
        /** Of a client whose node was dropped: it goes on elsewhere with its session's id. */
        BACK_ELSEWHERE,
        /** It is too late for that. */
        REFUSED,
        /** Its node is there again when it comes. */
        BACK_AT_LAST,
        /** Its goodbye waited in the socket. */
        GOODBYE,
        GIVEN_UP
    }

    SimStandstills(Simulation simulation) {
        this.simulation = simulation;
    }

    /** Somebody has to be there to notice, and to take clients. */
    void begin() {
        List<SimNode> serving = simulation.serving();
        boolean isTooMuch = simulation.isOrderly && simulation.nodes().stream().anyMatch(node -> !node.isAwake());
        if (serving.size() < 3 || simulation.membership.mayNotFail() || isTooMuch) {
            return;
        }
        SimNode node = simulation.any(serving);
        int notice = NOTICE_MS + simulation.random.nextInt(1_000);
        boolean isNoticed = simulation.random.nextBoolean();
        long lasts = isNoticed ? notice + longer() : 1 + simulation.random.nextInt(UNNOTICED_MS);
        Standstill standstill = new Standstill(node, simulation.now(), lasts);
        all.add(standstill);
        node.hang();
        if (isNoticed) {
            simulation.after(notice, standstill::noticed);
        }
        simulation.after(lasts, standstill::end);
    }

    Map<What, Integer> played() {
        return played;
    }

    private void note(What what) {
        played.merge(what, 1, Integer::sum);
    }

    /** Everybody goes on. */
    void end() {
        all.forEach(Standstill::end);
    }

    private int longer() {
        return simulation.random.nextInt(simulation.random.nextBoolean() ? 2_000 : LONG_MS);
    }

    private final class Standstill {
        private final SimNode node;
        private final long since;
        private final long until;
        /** Clients that have not come back, and not said that they do not. */
        private final Set<Cid> awaited = new HashSet<>();
        /** Clients that have come back to the node itself. */
        private final Set<Cid> returned = new HashSet<>();

        Standstill(SimNode node, long since, long lasts) {
            this.node = node;
            this.since = since;
            this.until = since + lasts;
        }

        /** The others drop it. */
        private void noticed() {
            if (!simulation.nodes().contains(node) || node.isAwake()) {
                return;
            }
            note(What.DROPPED);
            node.dropped();
            simulation.membership.drop(node);
            node.eachOwn(this::decide);
        }

        private void decide(Group group, Member member) {
            Cid cid = member.cid();
            int dice = simulation.random.nextInt(10);
            int left = (int) (until - simulation.now());
            if (dice < 4) {
                awaited.add(cid);
                simulation.after(600 + simulation.random.nextInt(left + 1), () -> come(group, member));
            } else if (dice < 7) {
                awaited.add(cid);
                simulation.after(left + 100 + simulation.random.nextInt(3_000), () -> come(group, member));
            } else if (dice < 8) {
                note(What.GOODBYE);
                node.whenAwake(() -> node.leave(group, cid, LeaveReason.LEFT));
            }
        }

        /** A client comes to whichever node serves, with its session or with its id alone. */
        private void come(Group group, Member member) {
            Cid cid = member.cid();
            List<SimNode> serving = simulation.serving();
            if (!isStillThere(group, cid)) {
                return;
            }
            boolean isTooClose =
                    node.isApart() && Math.abs(simulation.now() - node.droppedAt() - simulation.graceMs) < MARGIN_MS;
            if (serving.isEmpty() || isTooClose) {
                simulation.after(2 * MARGIN_MS, () -> come(group, member));
                return;
            }
            awaited.remove(cid);
            SimNode to = simulation.any(serving);
            if (!node.isApart()) {
                note(What.BACK_AT_LAST);
                if (!simulation.move(node, to, group, member)) {
                    returned.add(cid);
                }
            } else if (simulation.now() < node.droppedAt() + simulation.graceMs) {
                note(What.BACK_ELSEWHERE);
                simulation.membership.comeBack(to, group, member);
            } else {
                note(What.REFUSED);
                to.refuse(cid);
            }
        }

        /** Where the node was killed after it had come back, those of its clients are no matter of its standstill any more. */
        private boolean isStillThere(Group group, Cid cid) {
            boolean isHere = node.isApart() || simulation.nodes().contains(node);
            return isHere && simulation.livesOn(node, cid) && node.has(group, cid);
        }

        private void end() {
            if (!simulation.nodes().contains(node) || node.isAwake()) {
                return;
            }
            node.goOn();
            if (!node.isApart()) {
                note(What.UNNOTICED);
            } else {
                sendAway();
                if (simulation.random.nextBoolean()) {
                    simulation.membership.dropOthers(node);
                }
                simulation.after(1_000 + simulation.random.nextInt(2_000), () -> simulation.membership.takeBack(node));
            }
        }

        /** Who does not answer the close was not there, and is lost since the node stood still. */
        private void sendAway() {
            long lostUntil = Math.max(0, since + simulation.graceMs - simulation.now());
            node.eachOwn((group, member) -> {
                boolean isAwaited = awaited.contains(member.cid());
                long wait = isAwaited ? simulation.graceMs : lostUntil + simulation.random.nextInt(900);
                simulation.after(wait, () -> giveUp(group, member.cid()));
            });
        }

        /** Where its client has gone on elsewhere this node may not have heard of it: it waits in vain. */
        private void giveUp(Group group, Cid cid) {
            if (simulation.nodes().contains(node) && node.has(group, cid) && !returned.contains(cid)) {
                note(What.GIVEN_UP);
                node.whenAwake(() -> node.lose(group, cid));
            }
        }
    }
}
