package io.ringway.bench.micro;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;

/** What the benchmarks encode, decode and deliver. */
public final class Fixtures {
    public static final Tenant TENANT = new Tenant("acme");
    public static final Group GROUP = new Group(TENANT, "lobby");
    public static final NodeRef NODE = new NodeRef(0x5f3c_2b1a_0918_2736L, 0);
    public static final Event.Limits LIMITS = new Event.Limits(65_536, 32_768, 4_096, 128, 100, 1_048_576);

    /** 100 bytes of JSON; two percent signs, for the dialect that escapes them. */
    private static final String HUNDRED_BYTES = "{\"text\":\"" + "50% of 100%, ".repeat(6) + "abcdefghijk\"}";

    public static final Content CONTENT = Content.json(HUNDRED_BYTES);
    public static final Sender SENDER = new Sender(new UserId(TENANT, "ada"), new Cid(NODE, 1, 2));

    private Fixtures() {}

    /** A member of this node. */
    public static Member member(int index) {
        return new Member(
                new Cid(NODE, index, ~index), new UserId(TENANT, "user-" + index), Bytes.utf8("{\"mood\":1}"));
    }

    public static String content() {
        return HUNDRED_BYTES;
    }
}
