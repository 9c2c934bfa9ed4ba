package io.ringway.cluster.wire;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link Writer} wrote, from a part of a buffer; never beyond it, never allocating more than it holds. */
final class Reader {
    /** A cid, and the lengths of a user id and of metadata. */
    private static final int SMALLEST_MEMBER = 30;

    private final Buffer in;
    private final int end;
    private int at;

    Reader(Buffer in, int from, int end) {
        this.in = in;
        this.at = from;
        this.end = end;
    }

    boolean isAtEnd() {
        return at == end;
    }

    int position() {
        return at;
    }

    int tag() {
        return in.getByte(advance(1));
    }

    int integer() {
        return in.getInt(advance(4));
    }

    long number() {
        return in.getLong(advance(8));
    }

    int size() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = in.getByte(advance(1));
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return atMost(value, Integer.MAX_VALUE);
            }
        }
        throw new MalformedException("an endless number");
    }

    /** How many things follow, of which each takes some bytes at least. */
    int count(int smallest) {
        return atMost(size(), (end - at) / smallest);
    }

    byte[] block() {
        int length = atMost(size(), end - at);
        int from = advance(length);
        return in.getBytes(from, from + length);
    }

    String text() {
        return new String(block(), StandardCharsets.UTF_8);
    }

    String name() {
        String text = text();
        if (text.isEmpty()) {
            throw new MalformedException("an empty name");
        }
        return text;
    }

    Buffer rest() {
        Buffer rest = in.getBuffer(at, end);
        at = end;
        return rest;
    }

    Group group() {
        return new Group(new Tenant(name()), name());
    }

    NodeRef node() {
        return new NodeRef(number(), integer());
    }

    Cid cid() {
        return new Cid(node(), number(), number());
    }

    Member member(Tenant tenant) {
        return new Member(cid(), new UserId(tenant, name()), Bytes.wrap(block()));
    }

    List<Member> members(Tenant tenant) {
        int count = count(SMALLEST_MEMBER);
        List<Member> members = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            members.add(member(tenant));
        }
        return members;
    }

    private int advance(int bytes) {
        if (bytes > end - at) {
            throw new MalformedException("cut short");
        }
        int from = at;
        at += bytes;
        return from;
    }

    private static int atMost(int value, int limit) {
        if (value < 0 || value > limit) {
            throw new MalformedException("a length beyond the end");
        }
        return value;
    }
}
