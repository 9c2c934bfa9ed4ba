package io.ringway.gateway.session.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VirtualLivesTest {
    private static final int MANY = 10_000;
    private static final Group DESK = group("desk");
    private static final Group HALL = group("hall");
    private static final UserId ROBOT = new UserId(new Tenant("demo"), "robot");

    private final VirtualLives lives = new VirtualLives();

    private static Group group(String name) {
        return new Group(new Tenant("demo"), name);
    }

    private static Cid cid(int number) {
        return new Cid(new NodeRef(1, 0), number, 7);
    }

    private void own(Group group, Cid cid) {
        lives.own(group, cid, ROBOT, 0);
    }

    private void fill() {
        for (int i = 0; i < MANY; i++) {
            own(i % 100 == 0 ? HALL : DESK, cid(i));
            lives.set(i % 100 == 0 ? HALL : DESK, cid(i), 60_000, 0);
        }
    }

    @Test
    void aTickLooksAtThoseWhoseTimeIsOverAndNotAtAll() {
        fill();
        lives.set(DESK, cid(1), 5_500, 0);
        lives.set(DESK, cid(2), 5_400, 0);
        for (int now = 0; now < 5_000; now += 1_000) {
            assertEquals(List.of(), lives.due(now));
        }
        assertEquals(0, lives.looked());
        assertEquals(List.of(), lives.due(5_399));
        assertEquals(List.of(new VirtualLives.Key(DESK, cid(2))), lives.due(5_400));
        assertEquals(2, lives.due(6_000).size());
        lives.forget(DESK, cid(1));
        lives.forget(DESK, cid(2));
        assertEquals(List.of(), lives.due(59_000));
        assertTrue(lives.looked() <= 6, lives.looked() + " looks");
        assertEquals(MANY - 2, lives.due(60_000).size());
    }

    @Test
    void aGroupThatIsClosedLooksAtItsMembersAlone() {
        fill();
        assertEquals(MANY / 100, lives.in(HALL).size());
        assertEquals(MANY / 100, lives.looked());
        lives.forget(HALL, cid(0));
        own(HALL, cid(1));
        assertEquals(
                Set.of(cid(1), cid(100)),
                lives.in(HALL).stream()
                        .filter(one -> one.equals(cid(0)) || one.equals(cid(1)) || one.equals(cid(100)))
                        .collect(Collectors.toSet()));
        assertEquals(List.of(), lives.in(group("nowhere")));
    }

    @Test
    void whoIsHeardOfAgainLivesOnAndWhoLivesForEverIsNeverDue() {
        own(DESK, cid(1));
        lives.set(DESK, cid(1), 2_000, 0);
        lives.set(DESK, cid(1), VirtualLives.AGAIN, 1_500);
        assertEquals(List.of(), lives.due(3_499));
        assertEquals(1, lives.due(3_500).size());
        lives.set(DESK, cid(1), VirtualLives.FOR_EVER, 3_500);
        assertEquals(List.of(), lives.due(Long.MAX_VALUE - 1));
        lives.own(DESK, cid(2), ROBOT, 1_000, 250, 3_500);
        assertEquals(List.of(new VirtualLives.Key(DESK, cid(2))), lives.due(3_750));
        lives.own(DESK, cid(2), ROBOT, 1_000, 900, 3_700);
        assertEquals(1, lives.due(3_750).size());
    }

    @Test
    void sinceWhenAMemberIsThereStaysWhateverElseIsSaidOfIt() {
        lives.own(DESK, cid(1), ROBOT, 100);
        lives.own(DESK, cid(1), ROBOT, 300);
        lives.set(DESK, cid(1), 5_000, 400);
        lives.set(DESK, cid(1), VirtualLives.AGAIN, 500);
        assertEquals(new VirtualLives.Life(5_000, 5_500, 100), lives.life(DESK, cid(1)));
        lives.since(DESK, cid(1), 40);
        lives.since(DESK, cid(1), 70);
        lives.since(HALL, cid(1), 10);
        assertEquals(new VirtualLives.Life(5_000, 5_500, 40), lives.life(DESK, cid(1)));
        assertEquals(null, lives.life(HALL, cid(1)), "nothing comes of what is said of others");
        lives.forget(DESK, cid(1));
        lives.own(DESK, cid(1), ROBOT, 900);
        assertEquals(new VirtualLives.Life(VirtualLives.FOR_EVER, Long.MAX_VALUE, 900), lives.life(DESK, cid(1)));
    }

    @Test
    void aUserIsFoundUntilTheLastGroupIsLeft() {
        own(DESK, cid(1));
        own(HALL, cid(1));
        lives.own(HALL, cid(2), new UserId(new Tenant("demo"), "robots"), 0);
        lives.own(HALL, cid(3), new UserId(new Tenant("demo"), "bot"), 0);
        lives.own(HALL, cid(4), new UserId(new Tenant("other"), "robot"), 0);
        assertEquals(List.of("robot", "robots"), beginning("ro", 9));
        assertEquals(List.of("bot", "robot"), beginning("", 2));
        assertEquals(List.of(), beginning("robotss", 9));
        lives.forget(DESK, cid(1));
        assertEquals(List.of(cid(1)), lives.users().cids(ROBOT));
        lives.forget(HALL, cid(1));
        lives.forget(HALL, cid(1));
        assertEquals(List.of(), lives.users().cids(ROBOT));
        assertEquals(List.of("robots"), beginning("ro", 9));
    }

    private List<String> beginning(String prefix, int limit) {
        return lives.users().page(new Tenant("demo"), prefix, limit).stream()
                .map(UserId::id)
                .toList();
    }
}
