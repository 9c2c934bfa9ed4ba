package io.ringway.cluster.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupQuery.Filter;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.presence.Message;
import io.ringway.cluster.whereabouts.End;
import io.ringway.cluster.whereabouts.Loss;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Wait;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class BatchTest {
    private static final int HEADER = Batch.HEADER_BYTES - Integer.BYTES;
    private static final NodeRef SELF = new NodeRef(1, 0);
    private static final Tenant TENANT = new Tenant("tenant \u00e9");

    /** What a batch was read as. */
    private static final class Read implements Batch.Handler {
        final List<Frame> frames = new ArrayList<>();
        final List<Object> header = new ArrayList<>();
        boolean isWanted = true;

        @Override
        public boolean header(NodeRef from, long start, int bytes) {
            header.addAll(List.of(from, start, bytes));
            return isWanted;
        }

        @Override
        public void frame(NodeRef from, Frame frame) {
            frames.add(frame);
        }
    }

    @Property(tries = 500)
    void readsWhatWasWritten(
            @ForAll("nodes") NodeRef from, @ForAll long start, @ForAll("frames") @Size(max = 8) List<Frame> frames) {
        Buffer batch = batch(from, start, frames);
        Read read = new Read();
        assertEquals(0, Batch.read(batch, from.id(), read));
        assertEquals(List.of(from, start, batch.length() - HEADER), read.header);
        assertEquals(frames, read.frames);
    }

    @Property(tries = 2_000)
    void survivesAnyDamage(
            @ForAll("frames") @Size(min = 1, max = 4) List<Frame> frames,
            @ForAll @Size(min = 1, max = 6) List<Integer> places,
            @ForAll byte value) {
        Buffer batch = batch(SELF, 0, frames);
        for (int place : places) {
            batch.setByte(Math.floorMod(place, batch.length()), value);
        }
        Read read = new Read();
        int rejected = Batch.read(batch, SELF.id(), read);
        assertTrue(rejected >= 0 && read.frames.size() <= batch.length());
    }

    @Property(tries = 2_000)
    void survivesGarbage(@ForAll @Size(max = 200) byte[] bytes) {
        Read read = new Read();
        Batch.read(Buffer.buffer(bytes), SELF.id(), read);
        Buffer frames = batch(SELF, 0, List.of()).appendBytes(bytes);
        assertTrue(Batch.read(frames, SELF.id(), read) > 0 || bytes.length == 0 || !read.frames.isEmpty());
    }

    @Property(tries = 300)
    void survivesBeingCutShort(@ForAll("frames") @Size(min = 1, max = 3) List<Frame> frames, @ForAll int where) {
        Buffer batch = batch(SELF, 0, frames);
        int length = Math.floorMod(where, batch.length());
        Read read = new Read();
        Batch.read(batch.getBuffer(0, length), SELF.id(), read);
        assertEquals(frames.subList(0, read.frames.size()), read.frames);
    }

    @Example
    void leavesOutOneBadFrameAndReadsTheNext() {
        Frame good = new Frame.Count(7, 3);
        Buffer batch = batch(SELF, 0, List.of(good));
        batch.appendInt(1).appendByte((byte) 99);
        Batch.writeFrame(batch, good);
        Read read = new Read();
        assertEquals(1, Batch.read(batch, SELF.id(), read));
        assertEquals(List.of(good, good), read.frames);
    }

    @Example
    void leavesOutAPageThatBeginsBehindAGroupWithoutAName() {
        GroupCount after = new GroupCount(new Group(new Tenant("t"), "g"), 0);
        GroupQuery query = new GroupQuery(new Tenant("t"), GroupQuery.Key.NAME, new Filter.All(), true, 1, after);
        Buffer batch = batch(SELF, 0, List.of(new Frame.AskGroups(7, query)));
        // The name and its length are the last two bytes.
        Buffer nameless = batch.getBuffer(0, batch.length()).setByte(batch.length() - 2, (byte) 0);
        assertEquals(1, Batch.read(nameless, SELF.id(), new Read()));
    }

    @Example
    void refusesALengthBeyondTheEnd() {
        Frame good = new Frame.Count(7, 3);
        Read read = new Read();
        Buffer tooLong = batch(SELF, 0, List.of(good)).appendInt(Integer.MAX_VALUE);
        assertEquals(1, Batch.read(tooLong, SELF.id(), read));
        assertEquals(List.of(good), read.frames);
    }

    @Example
    void readsNoFramesThatAreNotWanted() {
        Read read = new Read();
        read.isWanted = false;
        assertEquals(0, Batch.read(batch(SELF, 9, List.of(new Frame.Bye())), SELF.id(), read));
        assertEquals(List.of(), read.frames);
    }

    /** As the receiver gets it: without the length, which the connection has cut it out by. */
    private static Buffer batch(NodeRef from, long start, List<Frame> frames) {
        Buffer out = Batch.open(0);
        frames.forEach(frame -> Batch.writeFrame(out, frame));
        Batch.seal(out, from.incarnation(), start);
        assertEquals(out.length() - Integer.BYTES, out.getInt(0));
        return out.getBuffer(Integer.BYTES, out.length());
    }

    @Provide
    Arbitrary<NodeRef> nodes() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.integers()).as(NodeRef::new);
    }

    @Provide
    Arbitrary<List<Frame>> frames() {
        return frame().list();
    }

    private Arbitrary<Frame> frame() {
        Arbitrary<Long> number = Arbitraries.longs();
        Arbitrary<Buffer> payload = bytes().map(Buffer::buffer);
        return Arbitraries.oneOf(
                message().map(Frame.Presence::new),
                Combinators.combine(group(), number, payload).as(Frame.Publish::new),
                Combinators.combine(member(), number, payload)
                        .as((member, n, content) -> new Frame.ToUser(member.user(), n, content)),
                Combinators.combine(member(), number, payload)
                        .as((member, n, content) -> new Frame.ToConnection(member.cid(), n, content)),
                payload.map(Frame.ToNode::new),
                Combinators.combine(number, payload).as(Frame.Ask::new),
                Combinators.combine(number, payload).as(Frame.Answer::new),
                move().list().ofMaxSize(5).map(Frame.Adopted::new),
                Combinators.combine(
                                nodes(),
                                move().list().ofMaxSize(5),
                                Arbitraries.integers().greaterOrEqual(0))
                        .as((on, moves, leftMs) -> new Frame.Ended(on, ends(moves, leftMs))),
                Combinators.combine(nodes(), Arbitraries.integers().greaterOrEqual(0))
                        .as(Loss::new)
                        .list()
                        .ofMaxSize(5)
                        .map(Frame.Lost::new),
                member().map(member -> new Frame.Released(member.cid())),
                Combinators.combine(Arbitraries.of(true, false), move().list().ofMaxSize(5))
                        .as((isAll, moves) -> new Frame.Waits(isAll, waits(moves))),
                Combinators.combine(number, Arbitraries.integers().greaterOrEqual(0))
                        .as(Frame.Count::new),
                Combinators.combine(group(), number).as(Frame.AskRoster::new),
                Combinators.combine(group(), number).as(Frame.AskCount::new),
                Combinators.combine(number, query()).as(Frame.AskGroups::new),
                Combinators.combine(number, count().list().ofMaxSize(5)).as(Frame.Groups::new),
                Combinators.combine(number, name(), Arbitraries.integers().between(1, GroupQuery.MAX_LIMIT))
                        .as((n, after, limit) -> new Frame.AskUsers(n, TENANT, after, limit)),
                Combinators.combine(number, member().map(Member::user).list().ofMaxSize(5))
                        .as(Frame.Users::new),
                Combinators.combine(number, member().list().ofMaxSize(5)).as(Frame.Roster::new),
                group().map(Frame.Missed::new),
                member().map(member -> new Frame.MissedByUser(member.user())),
                Arbitraries.just(new Frame.MissedInGroups()),
                Arbitraries.just(new Frame.MissedAny()),
                Arbitraries.just(new Frame.Bye()));
    }

    private Arbitrary<GroupCount> count() {
        return Combinators.combine(group(), Arbitraries.integers().greaterOrEqual(0))
                .as(GroupCount::new);
    }

    private Arbitrary<GroupQuery> query() {
        Arbitrary<Boolean> flag = Arbitraries.of(true, false);
        Arbitrary<Filter> filter = Arbitraries.oneOf(
                Arbitraries.just(new Filter.All()),
                name().map(Filter.NamePrefix::new),
                name().map(Filter.NameNot::new),
                Combinators.combine(name().injectNull(0.3), flag, name().injectNull(0.3), flag)
                        .as(Filter.NameBetween::new));
        return Combinators.combine(
                        filter,
                        flag,
                        Arbitraries.integers().between(1, GroupQuery.MAX_LIMIT),
                        group().map(group -> new GroupCount(group, 0)).injectNull(0.3))
                .as((which, ascending, limit, after) ->
                        new GroupQuery(TENANT, GroupQuery.Key.NAME, which, ascending, limit, after));
    }

    private static List<Wait> waits(List<Move> moves) {
        return moves.stream().map(move -> new Wait(move.cid(), move.count())).toList();
    }

    private static List<End> ends(List<Move> moves, int leftMs) {
        return moves.stream()
                .map(move -> new End(move.cid(), move.count(), leftMs))
                .toList();
    }

    private Arbitrary<Move> move() {
        return Combinators.combine(member(), Arbitraries.integers().greaterOrEqual(0))
                .as((member, count) -> new Move(member.cid(), count));
    }

    private Arbitrary<Message> message() {
        Arbitrary<Long> number = Arbitraries.longs();
        Arbitrary<Message.Shard> shard = Combinators.combine(
                        number, number, member().list().ofMaxSize(5))
                .as(Message.Shard::new);
        Arbitrary<Message.Position> position =
                Combinators.combine(group(), number, number).as(Message.Position::new);
        return Arbitraries.oneOf(
                Combinators.combine(group(), shard).as(Message.Subscribe::new),
                Combinators.combine(group(), shard).as(Message.Snapshot::new),
                Combinators.combine(group(), number, number, change()).as(Message.Delta::new),
                Combinators.combine(group(), number).as(Message.Unsubscribe::new),
                group().map(Message.Resync::new),
                position.list().ofMaxSize(5).map(Message.Digest::new),
                Arbitraries.of(true, false).map(Message.Hello::new));
    }

    private Arbitrary<Change> change() {
        return Arbitraries.oneOf(
                member().map(Change.Joined::new),
                member().map(Change.Updated::new),
                member().map(Change.Suspected::new),
                member().map(Change.Back::new),
                Combinators.combine(member(), Arbitraries.of(LeaveReason.class)).as(Change.Left::new));
    }

    private Arbitrary<Group> group() {
        return name().map(name -> new Group(TENANT, name));
    }

    private Arbitrary<Member> member() {
        Arbitrary<Cid> cid = Combinators.combine(nodes(), Arbitraries.longs(), Arbitraries.longs())
                .as(Cid::new);
        return Combinators.combine(cid, name(), bytes())
                .as((id, user, meta) -> new Member(id, new UserId(TENANT, user), Bytes.wrap(meta)));
    }

    private static Arbitrary<String> name() {
        return Arbitraries.of("a", "lobby", "\u00fcber", "\uD83D\uDE00", "x".repeat(200));
    }

    private static Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    }
}
