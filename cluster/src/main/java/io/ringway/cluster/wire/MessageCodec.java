package io.ringway.cluster.wire;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.presence.Message;
import java.util.ArrayList;
import java.util.List;

/** The presence messages: a tag, then the fields in the order of the record. */
final class MessageCodec {
    private static final int SUBSCRIBE = 1;
    private static final int SNAPSHOT = 2;
    private static final int DELTA = 3;
    private static final int UNSUBSCRIBE = 4;
    private static final int RESYNC = 5;
    private static final int DIGEST = 6;
    private static final int HELLO = 7;

    private static final int SUSPECTS = 30;
    private static final int CID_BYTES = 28;

    private static final int JOINED = 1;
    private static final int UPDATED = 2;
    private static final int LEFT = 3;
    private static final int SUSPECTED = 4;
    private static final int BACK = 5;

    /** Two names of one character with their lengths, and two numbers. */
    private static final int SMALLEST_POSITION = 20;

    private MessageCodec() {}

    static void write(Writer out, Message message) {
        switch (message) {
            case Message.Subscribe it -> shard(out.tag(SUBSCRIBE).group(it.group()), it.shard());
            case Message.Snapshot it -> shard(out.tag(SNAPSHOT).group(it.group()), it.shard());
            case Message.Delta it -> {
                out.tag(DELTA).group(it.group()).number(it.generation()).number(it.seq());
                change(out, it.change());
            }
            case Message.Unsubscribe it ->
                out.tag(UNSUBSCRIBE).group(it.group()).number(it.generation());
            case Message.Resync it -> out.tag(RESYNC).group(it.group());
            case Message.Digest it -> {
                out.tag(DIGEST).size(it.positions().size());
                it.positions()
                        .forEach(line -> out.group(line.group())
                                .number(line.generation())
                                .number(line.seq()));
            }
            case Message.Suspects it -> {
                out.tag(SUSPECTS).group(it.group()).number(it.generation()).number(it.seq());
                out.size(it.cids().size());
                it.cids().forEach(out::cid);
            }
            case Message.Hello it -> out.tag(HELLO).tag(it.ask() ? 1 : 0);
        }
    }

    static Message read(Reader in) {
        int tag = in.tag();
        return switch (tag) {
            case SUBSCRIBE -> {
                Group group = in.group();
                yield new Message.Subscribe(group, shard(in, group));
            }
            case SNAPSHOT -> {
                Group group = in.group();
                yield new Message.Snapshot(group, shard(in, group));
            }
            case DELTA -> {
                Group group = in.group();
                yield new Message.Delta(group, in.number(), in.number(), change(in, group));
            }
            case UNSUBSCRIBE -> new Message.Unsubscribe(in.group(), in.number());
            case RESYNC -> new Message.Resync(in.group());
            case DIGEST -> digest(in);
            case SUSPECTS -> new Message.Suspects(in.group(), in.number(), in.number(), cids(in));
            case HELLO -> new Message.Hello(in.tag() == 1);
            default -> throw new MalformedException("unknown message " + tag);
        };
    }

    private static List<Cid> cids(Reader in) {
        int count = in.count(CID_BYTES);
        List<Cid> cids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            cids.add(in.cid());
        }
        return cids;
    }

    private static void shard(Writer out, Message.Shard shard) {
        out.number(shard.generation()).number(shard.seq()).members(shard.members());
    }

    private static Message.Shard shard(Reader in, Group group) {
        return new Message.Shard(in.number(), in.number(), in.members(group.tenant()));
    }

    private static void change(Writer out, Change change) {
        switch (change) {
            case Change.Joined it -> out.tag(JOINED).member(it.member());
            case Change.Updated it -> out.tag(UPDATED).member(it.member());
            case Change.Left it -> out.tag(LEFT).member(it.member()).tag(tag(it.reason()));
            case Change.Suspected it -> out.tag(SUSPECTED).member(it.member());
            case Change.Back it -> out.tag(BACK).member(it.member());
        }
    }

    private static Change change(Reader in, Group group) {
        int tag = in.tag();
        return switch (tag) {
            case JOINED -> new Change.Joined(in.member(group.tenant()));
            case UPDATED -> new Change.Updated(in.member(group.tenant()));
            case LEFT -> new Change.Left(in.member(group.tenant()), reason(in.tag()));
            case SUSPECTED -> new Change.Suspected(in.member(group.tenant()));
            case BACK -> new Change.Back(in.member(group.tenant()));
            default -> throw new MalformedException("unknown change " + tag);
        };
    }

    private static int tag(LeaveReason reason) {
        return switch (reason) {
            case LEFT -> 0;
            case DISCONNECTED -> 1;
            case MOVED -> 2;
            case CLOSED -> 3;
            case KICKED -> 4;
            case BANNED -> 5;
            case REVOKED -> 6;
            case EXPIRED -> 7;
            case TRANSFERRED -> 8;
        };
    }

    private static LeaveReason reason(int tag) {
        return switch (tag) {
            case 0 -> LeaveReason.LEFT;
            case 1 -> LeaveReason.DISCONNECTED;
            case 2 -> LeaveReason.MOVED;
            case 3 -> LeaveReason.CLOSED;
            case 4 -> LeaveReason.KICKED;
            case 5 -> LeaveReason.BANNED;
            case 6 -> LeaveReason.REVOKED;
            case 7 -> LeaveReason.EXPIRED;
            case 8 -> LeaveReason.TRANSFERRED;
            default -> throw new MalformedException("unknown reason " + tag);
        };
    }

    private static Message.Digest digest(Reader in) {
        int count = in.count(SMALLEST_POSITION);
        List<Message.Position> positions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            positions.add(new Message.Position(in.group(), in.number(), in.number()));
        }
        return new Message.Digest(positions);
    }
}
