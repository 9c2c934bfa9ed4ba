package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RosterBytesTest {
    private static final NodeRef NODE = new NodeRef(1, 0);
    private static final RosterBytes OF_DEFAULT = RosterBytes.ofOutbox(1 << 20);

    private static List<Member> members(int count, String meta) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Member(
                        Cid.create(NODE),
                        new UserId(
                                new Tenant("demo"),
                                UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8)})
                                        .toString()),
                        Bytes.utf8(meta)))
                .toList();
    }

    @Test
    void thoseOfUsualSizeAreWhollyListedByDefault() {
        assertFalse(OF_DEFAULT.isOver(members(2_000, "null"), 100));
        assertFalse(OF_DEFAULT.isOver(members(2_000, "\"" + "m".repeat(100) + "\""), 100));
    }

    @Test
    void metadataThatFillAnOutboxAreTooMuch() {
        assertTrue(OF_DEFAULT.isOver(members(150, "\"" + "m".repeat(4_000) + "\""), 100));
    }

    @Test
    void asManyAreListedAsFitAndOneAtLeast() {
        List<Member> large = members(10, "\"" + "m".repeat(4_000) + "\"");
        assertEquals(large.subList(0, 4), new RosterBytes(18_000).first(large, 10));
        assertEquals(large.subList(0, 2), new RosterBytes(18_000).first(large, 2));
        assertEquals(large.subList(0, 1), new RosterBytes(10).first(large, 10));
    }
}
