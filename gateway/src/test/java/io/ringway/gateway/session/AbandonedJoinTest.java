package io.ringway.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.DefaultEventLoop;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.ringway.RingwayDialect;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session that is over, or was refused, gives up its way into a group, while another one of the same connection may be on its way there. */
class AbandonedJoinTest {
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada");
    private static final Group LOBBY = new Group(ADA.tenant(), "lobby");
    private static final Cid CID = Cid.create(new NodeRef(1, 0));

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final RingwayDialect dialect =
            new RingwayDialect(new Event.Limits(65_536, 32_768, 4_096, 128, 100, 1_048_576));
    private final Sessions sessions = new Sessions(new Metrics());
    private final Session over = session();
    private final Session later = session();
    private int left;

    @AfterEach
    void close() {
        loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }

    private Session session() {
        Principal principal = new Principal(ADA, Grants.ALL, Long.MAX_VALUE);
        return new Session(CID, principal, dialect, Line.parked(loop), new Passage());
    }

    private Promise<Void> joins(Session session) {
        Promise<Void> joined = Promise.promise();
        sessions.entering(session, LOBBY, joined.future());
        return joined;
    }

    private void abandon(Session session) {
        sessions.abandon(session, LOBBY, () -> left++);
    }

    private Promise<Void> abandonAsTheLaterOneJoins() {
        sessions.add(later);
        Promise<Void> joined = joins(later);
        abandon(over);
        return joined;
    }

    @Test
    void whoHasNoOtherSessionHereIsTakenOutAtOnceThoughItsOwnJoinIsOnItsWay() {
        sessions.add(over);
        joins(over);
        abandon(over);
        assertEquals(1, left);
    }

    @Test
    void theJoinOfALaterSessionIsNotEndedByTheOneBeforeIt() {
        Promise<Void> joined = abandonAsTheLaterOneJoins();
        assertEquals(0, left);
        sessions.enter(later, LOBBY, Bytes.EMPTY, false);
        joined.complete();
        assertEquals(0, left);
        abandon(over);
        assertEquals(0, left, "it is in the group now");
    }

    @Test
    void theOneBeforeIsTakenOutWhereTheLaterSessionIsRefused() {
        Promise<Void> joined = abandonAsTheLaterOneJoins();
        joined.fail("the room is full");
        assertEquals(1, left);
        abandon(over);
        assertEquals(2, left, "nothing is on its way there any more");
    }

    @Test
    void whereAThirdSessionHasBegunMeanwhileItsJoinDecides() {
        Promise<Void> second = abandonAsTheLaterOneJoins();
        Session last = session();
        sessions.add(last);
        Promise<Void> third = joins(last);
        second.fail("the room is full");
        assertEquals(0, left);
        third.fail("and still is");
        assertEquals(1, left);
    }

    @Test
    void aJoinThatIsOverAtOnceHoldsUpNobody() {
        sessions.add(later);
        Promise<Void> joined = Promise.promise();
        joined.complete();
        sessions.entering(later, LOBBY, joined.future());
        abandon(over);
        assertEquals(1, left);
    }

    @Test
    void whileASessionThatHasLeftIsPassedOnToThisNodeStaysInItsGroups() {
        sessions.staysFor((cid, group) -> cid.equals(CID) && group.equals(LOBBY));
        abandon(over);
        assertEquals(0, left);
    }
}
