package io.ringway.cluster.wire;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.whereabouts.End;
import io.ringway.cluster.whereabouts.Loss;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Wait;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** One frame: its length in four bytes, a tag, then the fields in the order of the record. */
final class FrameCodec {
    private static final int PRESENCE = 1;
    private static final int PUBLISH = 2;
    private static final int TO_USER = 3;
    private static final int TO_CONNECTION = 4;
    private static final int TO_NODE = 5;
    private static final int COUNT = 6;
    private static final int ASK_ROSTER = 7;
    private static final int ROSTER = 8;
    private static final int BYE = 9;
    private static final int ASK = 10;
    private static final int ANSWER = 11;
    private static final int ADOPTED = 12;
    private static final int ENDED = 13;
    private static final int ANEW = 30;
    private static final int ASK_COUNT = 75;
    private static final int MISSED = 76;
    /** What is missed is said by a second tag. */
    private static final int MISSED_ELSE = 80;

    private static final int OF_ANYTHING = 0;
    private static final int OF_USER = 1;
    private static final int OF_GROUPS = 2;

    private static final int RELEASED = 88;
    private static final int WAITS = 89;
    private static final int LISTING = 94;
    private static final int LOST = 113;
    /** A cid and a small number. */
    private static final int SMALLEST_MOVE = 29;
    /** A node and a small number. */
    private static final int SMALLEST_LOSS = 13;
    /** A roster names its members' tenant, as it comes without its group. */
    static final Tenant NOBODY = new Tenant("-");

    private FrameCodec() {}

    static void write(Buffer buffer, Frame frame) {
        int start = buffer.length();
        buffer.appendInt(0);
        Writer out = new Writer(buffer);
        switch (frame) {
            case Frame.Presence it -> MessageCodec.write(out.tag(PRESENCE), it.message());
            case Frame.Publish it ->
                out.tag(PUBLISH).group(it.group()).number(it.correlation()).rest(it.payload());
            case Frame.ToUser it ->
                out.tag(TO_USER)
                        .text(it.user().tenant().name())
                        .text(it.user().id())
                        .number(it.correlation())
                        .rest(it.payload());
            case Frame.ToConnection it ->
                out.tag(TO_CONNECTION).cid(it.cid()).number(it.correlation()).rest(it.payload());
            case Frame.ToNode it -> out.tag(TO_NODE).rest(it.payload());
            case Frame.Ask it -> out.tag(ASK).number(it.correlation()).rest(it.question());
            case Frame.Answer it -> out.tag(ANSWER).number(it.correlation()).rest(it.answer());
            case Frame.Adopted it -> moves(out.tag(ADOPTED), it.moves());
            case Frame.Ended it -> {
                out.tag(ENDED).node(it.on()).size(it.ends().size());
                it.ends().forEach(end -> out.cid(end.cid()).size(end.count()).size(end.leftMs()));
            }
            case Frame.Count it -> out.tag(COUNT).number(it.correlation()).size(it.count());
            case Frame.AskCount it -> out.tag(ASK_COUNT).group(it.group()).number(it.correlation());
            case Frame.AskGroups it -> ListingCodec.write(out.tag(LISTING), it);
            case Frame.Groups it -> ListingCodec.write(out.tag(LISTING), it);
            case Frame.AskUsers it -> ListingCodec.write(out.tag(LISTING), it);
            case Frame.Users it -> ListingCodec.write(out.tag(LISTING), it);
            case Frame.AskRoster it -> out.tag(ASK_ROSTER).group(it.group()).number(it.correlation());
            case Frame.Roster it -> {
                Tenant tenant = it.members().isEmpty()
                        ? NOBODY
                        : it.members().getFirst().user().tenant();
                out.tag(ROSTER).number(it.correlation()).text(tenant.name()).members(it.members());
            }
            case Frame.Released it -> out.tag(RELEASED).cid(it.cid());
            case Frame.Waits it -> {
                out.tag(WAITS).tag(it.isAll() ? 1 : 0).size(it.waits().size());
                it.waits().forEach(wait -> out.cid(wait.cid()).size(wait.graceMs()));
            }
            case Frame.Lost it -> {
                out.tag(LOST).size(it.losses().size());
                it.losses().forEach(loss -> out.node(loss.node()).size(loss.agoMs()));
            }
            case Frame.Anew it -> out.tag(ANEW);
            case Frame.Missed it -> out.tag(MISSED).group(it.group());
            case Frame.MissedByUser it ->
                out.tag(MISSED_ELSE)
                        .tag(OF_USER)
                        .text(it.user().tenant().name())
                        .text(it.user().id());
            case Frame.MissedAny it -> out.tag(MISSED_ELSE).tag(OF_ANYTHING);
            case Frame.MissedInGroups it -> out.tag(MISSED_ELSE).tag(OF_GROUPS);
            case Frame.Bye it -> out.tag(BYE);
        }
        buffer.setInt(start, buffer.length() - start - Integer.BYTES);
    }

    static Frame read(Reader in) {
        int tag = in.tag();
        return switch (tag) {
            case PRESENCE -> new Frame.Presence(MessageCodec.read(in));
            case PUBLISH -> new Frame.Publish(in.group(), in.number(), in.rest());
            case TO_USER -> new Frame.ToUser(new UserId(new Tenant(in.name()), in.name()), in.number(), in.rest());
            case TO_CONNECTION -> new Frame.ToConnection(in.cid(), in.number(), in.rest());
            case TO_NODE -> new Frame.ToNode(in.rest());
            case ASK -> new Frame.Ask(in.number(), in.rest());
            case ANSWER -> new Frame.Answer(in.number(), in.rest());
            case ADOPTED -> new Frame.Adopted(moves(in));
            case ENDED -> new Frame.Ended(in.node(), ends(in));
            case COUNT -> new Frame.Count(in.number(), in.size());
            case ASK_COUNT -> new Frame.AskCount(in.group(), in.number());
            case ASK_ROSTER -> new Frame.AskRoster(in.group(), in.number());
            case ROSTER -> new Frame.Roster(in.number(), in.members(new Tenant(in.name())));
            case LISTING -> ListingCodec.read(in);
            case RELEASED -> new Frame.Released(in.cid());
            case WAITS -> new Frame.Waits(in.tag() == 1, waits(in));
            case LOST -> new Frame.Lost(losses(in));
            case ANEW -> new Frame.Anew();
            case MISSED -> new Frame.Missed(in.group());
            case MISSED_ELSE -> missedElse(in);
            case BYE -> new Frame.Bye();
            default -> throw new MalformedException("unknown frame " + tag);
        };
    }

    private static Frame missedElse(Reader in) {
        int what = in.tag();
        return switch (what) {
            case OF_ANYTHING -> new Frame.MissedAny();
            case OF_USER -> new Frame.MissedByUser(new UserId(new Tenant(in.name()), in.name()));
            case OF_GROUPS -> new Frame.MissedInGroups();
            default -> throw new MalformedException("nothing of kind " + what + " is missed");
        };
    }

    private static List<Wait> waits(Reader in) {
        int count = in.count(SMALLEST_MOVE);
        List<Wait> waits = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            waits.add(new Wait(in.cid(), in.size()));
        }
        return waits;
    }

    private static List<Loss> losses(Reader in) {
        int count = in.count(SMALLEST_LOSS);
        List<Loss> losses = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            losses.add(new Loss(in.node(), in.size()));
        }
        return losses;
    }

    private static List<End> ends(Reader in) {
        int count = in.count(SMALLEST_MOVE + 1);
        List<End> ends = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ends.add(new End(in.cid(), in.size(), in.size()));
        }
        return ends;
    }

    private static void moves(Writer out, List<Move> moves) {
        out.size(moves.size());
        moves.forEach(move -> out.cid(move.cid()).size(move.count()));
    }

    private static List<Move> moves(Reader in) {
        int count = in.count(SMALLEST_MOVE);
        List<Move> moves = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            moves.add(new Move(in.cid(), in.size()));
        }
        return moves;
    }
}
