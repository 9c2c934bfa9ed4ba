package io.ringway.gateway.session.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.session.clients.Greeting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client of a {@link WanderSimulation}: counts its frames, and holds what it is told against what was said. */
final class WanderClient {
    private static final int SLOWEST_MS = 40;
    private static final long PATIENCE_MS = 4_000;
    private static final long NEVER = -1;

    private final WanderSimulation world;
    /** The last number of each node that was heard since nothing was lost. */
    private final Map<Long, Long> heard = new HashMap<>();

    private final Map<Long, Long> heardWhen = new HashMap<>();
    private final List<ResumeToken> confirmed = new ArrayList<>();
    /** Everything that was said to its session, whole or not. */
    private final Set<String> hasHeard = new HashSet<>();

    private @Nullable ResumeToken token;
    private @Nullable Cid cid;
    /** What it was welcomed to last. */
    private @Nullable WanderSession session;

    private long received;
    private @Nullable Conn conn;
    private boolean isWelcome;
    private long triedAt;
    /** Since when it misses its session. */
    private long lostAt = NEVER;

    private int connections;

    /** One connection. What is on its way when it breaks is lost. */
    final class Conn {
        final WanderNode node;
        final String way;
        /** Those that began later have higher ones. */
        final long number = world.connections++;

        boolean isOpen = true;

        @Nullable
        WanderSession session;

        private boolean isKnownToBeGone;

        Conn(WanderNode node) {
            this.node = node;
            this.way = WanderClient.this.hashCode() + " " + connections++;
        }

        void send(Runnable arrival) {
            world.inOrder(way + " down", SLOWEST_MS, () -> {
                if (isOpen && conn == this) {
                    arrival.run();
                }
            });
        }

        void reply(Runnable arrival) {
            world.inOrder(way + " up", SLOWEST_MS, () -> {
                if (isOpen) {
                    node.whenAwake(arrival);
                }
            });
        }

        WanderClient client() {
            return WanderClient.this;
        }

        /** The server closes it. */
        void close() {
            isOpen = false;
            isKnownToBeGone = true;
        }

        /** As its node knows: where nodes are overloaded, it learns late of clients that have given up. */
        boolean isThere() {
            return world.isOverloaded ? !isKnownToBeGone : isOpen;
        }

        void isGone() {
            isKnownToBeGone = true;
        }

        /** A later one of its client takes its session: no client is to be told by an earlier one that it was replaced, which is final. */
        void replacedBy(Conn other) {
            boolean isOfNow = isOpen && conn == this && other.client() == WanderClient.this;
            assertTrue(!isOfNow || other.number > number, "replaced by a connection that its client had given up");
            close();
        }
    }

    WanderClient(WanderSimulation world) {
        this.world = world;
    }

    Cid cid() {
        if (cid == null) {
            throw new AssertionError("never welcomed");
        }
        return cid;
    }

    private void connect() {
        Conn next = new Conn(world.anyOpenNode());
        conn = next;
        isWelcome = false;
        triedAt = world.now();
        ResumeToken shown = token;
        long count = received;
        next.reply(() -> next.node.open(next, shown, count));
    }

    void tick() {
        boolean isLost = conn == null || !conn.isOpen || !conn.node.isAlive();
        boolean waitsInVain = !isWelcome && world.now() - triedAt > PATIENCE_MS;
        if ((isLost && world.now() - triedAt > 100) || waitsInVain) {
            breakOff();
            connect();
        }
    }

    /** The connection breaks with what is on its way. The server learns of it later, or never. */
    void breakOff() {
        Conn broken = conn;
        if (broken != null) {
            lostAt = lostAt == NEVER ? world.now() : lostAt;
            broken.isOpen = false;
            conn = null;
            world.later(world.untilNoticed(), () -> broken.node.whenAwake(() -> broken.node.closed(broken, false)));
        }
    }

    /** It does not wait for its welcome any longer. */
    void giveUp() {
        if (conn != null && !isWelcome) {
            breakOff();
            connect();
        }
    }

    /** Where it is connected; null where it is not. */
    @Nullable
    WanderNode node() {
        Conn mine = conn;
        return mine == null ? null : mine.node;
    }

    /** Goes to another node before the one it was on knows that it is gone. */
    void jump() {
        if (conn != null && isWelcome) {
            breakOff();
            connect();
        }
    }

    void goodbye() {
        Conn mine = conn;
        if (mine != null && isWelcome && mine.isOpen) {
            mine.isOpen = false;
            conn = null;
            token = null;
            received = 0;
            heard.clear();
            mine.node.whenAwake(() -> mine.node.closed(mine, true));
        }
    }

    /** Somebody shows a token whose successor has come: it resumes nothing, and takes nothing away. */
    void tryOldToken() {
        ResumeToken old = confirmed.size() < 2 ? null : confirmed.get(confirmed.size() - 2);
        boolean isLastKnown = token != null && !confirmed.isEmpty() && token.equals(confirmed.getLast());
        if (old != null && token != null && isLastKnown && old.cid().equals(token.cid())) {
            WanderClient thief = new WanderClient(world);
            thief.token = old;
            Conn theirs = thief.new Conn(world.anyOpenNode());
            thief.conn = theirs;
            thief.isThief = true;
            theirs.reply(() -> theirs.node.open(theirs, old, 0));
        }
    }

    private boolean isThief;
    private long torn;
    private long looseUntil;

    /** Whether its session must still be there for it. After a node's death a thief may have taken it. */
    private boolean isAwaited() {
        return token != null
                && lostAt != NEVER
                && !world.isOverloaded
                && world.now() - lostAt <= WanderSimulation.GRACE_MS
                && !world.backAfterLoss.contains(token.cid());
    }

    /** @param last the number of the last frame that is kept: where something is lost, it is somewhere before the one after it */
    void welcome(Conn on, ResumeToken next, boolean resumed, boolean recovered, long seq, long last) {
        Cid newCid = next.cid();
        if (isThief) {
            assertTrue(!resumed || world.backAfterLoss.contains(newCid), "a used token has resumed " + newCid);
            on.isOpen = false;
            on.node.whenAwake(() -> on.node.closed(on, true));
            return;
        }
        if (resumed) {
            assertEquals(cid, newCid);
        }
        ResumeToken before = token;
        if (resumed && recovered && before != null && on.session != session) {
            assertNotEquals(epoch(before), epoch(next), () -> cid + " was elsewhere, and its client is not told");
            world.homecomings += before.home().equals(next.home()) ? 1 : 0;
        }
        session = on.session;
        if (resumed && recovered) {
            assertEquals(received, seq, "frames that are said to be whole go on where the last ended");
            world.whole++;
        } else {
            heard.clear();
            received = resumed ? seq : 0;
            torn = resumed ? last : 0;
            world.gaps++;
        }
        assertTrue(
                resumed || !isAwaited(),
                () -> cid + " is a stranger " + (world.now() - lostAt) + " ms after its connection broke");
        lostAt = NEVER;
        if (!resumed) {
            hasHeard.clear();
            confirmed.clear();
        }
        cid = newCid;
        token = next;
        isWelcome = true;
        on.reply(() -> {
            if (on.node.confirmed(on)) {
                confirmed.add(next);
            }
        });
    }

    /** Of the welcome that gave the token. */
    private static String epoch(ResumeToken of) {
        return Greeting.epoch(of.home(), of.moves());
    }

    /**
     * It is in the group. A node that hung may answer an earlier question for this one, and come to know of it only a moment after
     * the join is complete: what it says until then is a matter of joins, not of moves, and is not held against anybody here.
     */
    void joined(Cid member) {
        if (member.equals(cid)) {
            looseUntil = world.now() + 2_000;
        }
    }

    /** A message of a node. */
    void frame(long origin, long number) {
        received++;
        if (origin == WanderSession.GAP) {
            heard.clear();
            world.gaps++;
            return;
        }
        assertTrue(
                hasHeard.add(origin + " " + number),
                () -> "what " + Long.toHexString(origin) + " said comes twice, to " + cid);
        if (received <= torn) {
            return;
        }
        Long before = heard.put(origin, number);
        Long heardAt = heardWhen.put(origin, world.now());
        WanderNode speaker = world.nodes.get(origin);
        long loose = Math.max(looseUntil, speaker == null ? 0 : speaker.dazedUntil());
        if (before != null && heardAt != null && heardAt > loose) {
            assertEquals(before + 1, number, () -> "what " + Long.toHexString(origin) + " said, to " + cid);
        }
    }

    void assertHeardTheEnd() {
        assertTrue(conn != null && conn.isOpen && isWelcome, "not connected at the end");
        for (WanderNode node : world.nodes.values()) {
            assertEquals(node.said(), heard.getOrDefault(node.ref.id(), -1L) + 1, "the last of " + node.ref);
        }
    }
}
