package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whoever joins when, and is told when: what a client makes of its roster and the batches is the server's roster. */
class NoticeBatchProperties {
    static final int CIDS = 6;
    static final int STEPS = 5;

    /** One group, with clients that do as the protocol says, and complain of what it does not allow. */
    private static final class World {
        final Map<Cid, Member> present = new LinkedHashMap<>();
        final Map<Cid, Client> clients = new HashMap<>();
        long version;
        NoticeBatch batch = new NoticeBatch(0);
        int texts;

        static Cid cid(int number) {
            return new Cid(new NodeRef(7, 0), number, number);
        }

        Member member(Cid cid) {
            UserId user = new UserId(new Tenant("t"), "u" + cid.random1());
            return new Member(cid, user, Bytes.utf8(Integer.toString(texts++)));
        }

        void changed(Change change) {
            version++;
            batch.add(change);
        }

        void join(Cid cid) {
            if (!present.containsKey(cid)) {
                Member joiner = member(cid);
                present.put(cid, joiner);
                changed(new Change.Joined(joiner));
                clients.put(cid, new Client(cid, batch.since(), batch.told(present.values(), cid)));
            }
        }

        void leave(Cid cid, LeaveReason reason) {
            Member left = present.remove(cid);
            if (left != null) {
                clients.remove(cid);
                changed(new Change.Left(left, reason));
            }
        }

        void update(Cid cid) {
            if (present.containsKey(cid)) {
                Member updated = member(cid);
                present.put(cid, updated);
                changed(new Change.Updated(updated));
            }
        }

        /** A client asks for the roster, and begins from it. */
        void ask(Cid cid) {
            if (present.containsKey(cid)) {
                clients.put(cid, new Client(cid, batch.since(), batch.told(present.values(), cid)));
            }
        }

        void flush() {
            List<Change> changes = batch.changes();
            clients.values().forEach(client -> client.apply(batch.since(), version, changes));
            batch = new NoticeBatch(version);
        }
    }

    private static final class Client {
        final Cid self;
        final Map<Cid, Member> roster = new HashMap<>();
        long version;

        Client(Cid self, long version, List<Member> members) {
            this.self = self;
            this.version = version;
            for (Member member : members) {
                expect(roster.put(member.cid(), member) == null, "a member stands twice in a roster");
            }
            expect(roster.containsKey(self), "the one who asks is in its roster");
        }

        void apply(long since, long next, List<Change> changes) {
            expect(since == version, "a gap");
            Set<Cid> seen = new HashSet<>();
            for (Change change : changes) {
                Cid cid = change.member().cid();
                expect(seen.add(cid), "two steps of one member");
                boolean known = roster.containsKey(cid);
                switch (change) {
                    case Change.Joined joined -> expect(!known || cid.equals(self), "joined twice");
                    case Change.Updated updated -> expect(known, "an update of a stranger");
                    case Change.Left left -> expect(known, "a stranger left");
                    case Change.Suspected suspected -> throw new AssertionError("no step");
                    case Change.Back back -> throw new AssertionError("no step");
                }
                if (change instanceof Change.Left) {
                    roster.remove(cid);
                } else {
                    roster.put(cid, change.member());
                }
            }
            version = next;
        }

        private static void expect(boolean holds, String what) {
            if (!holds) {
                throw new AssertionError(what);
            }
        }
    }

    @Property(tries = 2_000)
    boolean theClientsViewIsTheServersView(
            @ForAll @Size(max = 80) List<@IntRange(max = CIDS * (STEPS + 1) - 1) Integer> steps) {
        World world = new World();
        for (int step : steps) {
            Cid cid = World.cid(step % CIDS);
            switch (step / CIDS) {
                case 0 -> world.join(cid);
                case 1 -> world.leave(cid, LeaveReason.LEFT);
                case 2 -> world.update(cid);
                case 3 -> world.ask(cid);
                case 4 -> world.leave(cid, LeaveReason.DISCONNECTED);
                default -> world.flush();
            }
        }
        world.flush();
        return world.clients.values().stream()
                .allMatch(client -> client.version == world.version && client.roster.equals(world.present));
    }

    /** What cancels out leaves nothing: the one who comes and goes a thousand times costs the others nothing. */
    @Property(tries = 20)
    boolean whoComesAndGoesIsNotTold(@ForAll @IntRange(min = 1, max = 1_000) int times) {
        World world = new World();
        for (int i = 0; i < times; i++) {
            world.join(World.cid(1));
            world.leave(World.cid(1), LeaveReason.LEFT);
        }
        return world.batch.changes().isEmpty() && world.batch.size() == 0;
    }

    @Property
    boolean whoIsLostAndBackIsNotTold(@ForAll @Size(max = 12) List<Boolean> losses) {
        NoticeBatch batch = new NoticeBatch(0);
        Member member = new World().member(World.cid(1));
        boolean wasLost = !losses.isEmpty() && !losses.getFirst();
        boolean isLost = wasLost;
        for (boolean loss : losses) {
            if (loss != isLost) {
                batch.add(loss ? new Change.Suspected(member) : new Change.Back(member));
                isLost = loss;
            }
        }
        List<Change> expected = isLost == wasLost
                ? List.of()
                : List.of(isLost ? new Change.Suspected(member) : new Change.Back(member));
        return batch.asides().equals(expected);
    }
}
