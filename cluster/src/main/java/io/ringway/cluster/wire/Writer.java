package io.ringway.cluster.wire;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** The basic forms, appended to a buffer: big-endian numbers, and lengths as 7 bits a byte, lowest first. */
final class Writer {
    private final Buffer out;

    Writer(Buffer out) {
        this.out = out;
    }

    Writer tag(int value) {
        out.appendByte((byte) value);
        return this;
    }

    Writer number(long value) {
        out.appendLong(value);
        return this;
    }

    Writer size(int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.appendByte((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.appendByte((byte) rest);
        return this;
    }

    Writer text(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    Writer block(byte[] value) {
        size(value.length);
        out.appendBytes(value);
        return this;
    }

    /** Bytes up to the end of the frame. */
    void rest(Buffer value) {
        out.appendBuffer(value);
    }

    Writer group(Group group) {
        return text(group.tenant().name()).text(group.name());
    }

    Writer node(NodeRef node) {
        out.appendLong(node.id()).appendInt(node.incarnation());
        return this;
    }

    Writer cid(Cid cid) {
        return node(cid.node()).number(cid.random1()).number(cid.random2());
    }

    /** The user's tenant is that of the group, which stands before. */
    Writer member(Member member) {
        return cid(member.cid()).text(member.user().id()).bytes(member.meta());
    }

    Writer members(Collection<Member> members) {
        size(members.size());
        members.forEach(this::member);
        return this;
    }

    private Writer bytes(Bytes value) {
        return block(value.array());
    }
}
