package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.wire.Frame;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapsTest {
    private final Gaps gaps = new Gaps();

    private static Group group(int number) {
        return new Group(new Tenant("demo"), "group " + number);
    }

    @Test
    void eachPeerIsToldOnceOfEachGroupAndUserThatMissedSomething() {
        UserId ada = new UserId(new Tenant("demo"), "ada");
        gaps.missed(1, group(1));
        gaps.missed(1, ada);
        gaps.missed(1, group(2));
        gaps.missed(1, group(1));
        gaps.missed(2, group(3));
        gaps.missed(3, group(3));
        assertEquals(
                List.of(new Frame.Missed(group(1)), new Frame.Missed(group(2)), new Frame.MissedByUser(ada)),
                gaps.take(1));
        assertEquals(List.of(), gaps.take(1));
        assertEquals(List.of(new Frame.Missed(group(3))), gaps.take(2));
        gaps.forget(3);
        assertEquals(List.of(), gaps.take(3));
    }

    @Test
    void whoMovesAwayFromAPeerIsOwedWhatItIsNotToldYet() {
        UserId ada = new UserId(new Tenant("demo"), "ada");
        UserId bob = new UserId(new Tenant("demo"), "bob");
        gaps.missed(1, ada);
        gaps.missed(1, group(1));
        assertTrue(gaps.owes(1, ada, List.of()));
        assertTrue(gaps.owes(1, bob, List.of(group(2), group(1))));
        assertFalse(gaps.owes(1, bob, List.of(group(2))));
        assertFalse(gaps.owes(2, ada, List.of(group(1))));
        gaps.take(1);
        assertFalse(gaps.owes(1, ada, List.of(group(1))));
    }

    @Test
    void aPeerThatMissedMoreGroupsThanAreRememberedIsToldOfAllGroupsAndNoClientOfItIsSentAway() {
        UserId ada = new UserId(new Tenant("demo"), "ada");
        for (int i = 0; i < Gaps.MOST; i++) {
            gaps.missed(1, group(i));
        }
        for (int i = 0; i <= 2 * Gaps.MOST; i++) {
            gaps.missed(2, group(i));
        }
        gaps.missed(2, ada);
        assertEquals(Gaps.MOST, gaps.take(1).size());
        assertTrue(gaps.owes(2, ada, List.of(group(3 * Gaps.MOST))));
        assertEquals(List.of(new Frame.MissedInGroups(), new Frame.MissedByUser(ada)), gaps.take(2));
        assertEquals(List.of(), gaps.take(2));
    }

    @Test
    void aPeerThatMissedMessagesToMoreUsersThanAreRememberedMissedAnything() {
        gaps.missed(1, group(1));
        for (int i = 0; i <= 2 * Gaps.MOST; i++) {
            gaps.missed(1, new UserId(new Tenant("demo"), "user " + i));
        }
        assertEquals(List.of(new Frame.MissedAny()), gaps.take(1));
        assertEquals(List.of(), gaps.take(1));
    }
}
