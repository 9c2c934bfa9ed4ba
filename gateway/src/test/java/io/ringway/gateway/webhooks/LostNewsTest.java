package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalOutbox;
import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.metrics.WebhookMetrics;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** News of a line that went to a node which was dead already, and that nobody had missed yet. */
class LostNewsTest {
    private static final Tenant TENANT = new Tenant("t");
    private static final long LOWEST = 2;
    private static final long SELF = 5;
    private static final long DYING = 7;

    private final List<String> news = new ArrayList<>();
    private final List<Delivery> delivered = new ArrayList<>();
    private Set<Long> live = Set.of(LOWEST, SELF, DYING);
    private long now = 1_800_000_000_000L;

    private final Nodes nodes = new Nodes() {
        @Override
        public long self() {
            return SELF;
        }

        @Override
        public Set<Long> live() {
            return live;
        }

        @Override
        public boolean isFenced() {
            return false;
        }

        @Override
        public void news(long node, String line) {
            news.add(node + " " + line);
        }
    };

    private final Outbox outbox = new Outbox(
            new Outbox.Parts(
                    List.of(new Receiver(
                            "r",
                            TENANT,
                            EnumSet.of(EventType.MEMBER_JOINED),
                            List.of(GroupPattern.of("*", "")),
                            delivery -> {
                                delivered.add(delivery);
                                return Future.succeededFuture(new Sink.Outcome.Delivered());
                            },
                            new Schedule(100, 1_000, 60_000, 4, 20, 20, 1 << 20))),
                    new LocalOutbox(() -> Instant.ofEpochMilli(now)),
                    nodes,
                    1_000,
                    1L << 30,
                    name -> new WebhookMetrics(),
                    () -> {},
                    () -> Instant.ofEpochMilli(now),
                    new Random(1)),
            "w");

    private static String line(Group group) {
        return Topic.of(group).line("r");
    }

    /** A group whose events the dying node tells, and after it the other. */
    private Group groupOf(long heir) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> new Group(TENANT, "g" + i))
                .filter(group -> {
                    live = Set.of(LOWEST, SELF);
                    boolean isHeirs = nodes.deliverer(line(group)) == heir;
                    live = Set.of(LOWEST, SELF, DYING);
                    return isHeirs && nodes.deliverer(line(group)) == DYING;
                })
                .findFirst()
                .orElseThrow();
    }

    private void join(Group group) {
        Cid cid = new Cid(new NodeRef(SELF, 0), 0, 1);
        outbox.entered(group, new Member(cid, new UserId(TENANT, "ada"), Bytes.utf8("{}")));
        outbox.tick();
    }

    private void pass(long millis) {
        now += millis;
        outbox.tick();
    }

    @Test
    void whatADeadNodeWasToldOfIsToldToItsHeirOnce() {
        Group group = groupOf(LOWEST);
        join(group);
        assertEquals(List.of(DYING + " " + line(group)), news);
        live = Set.of(LOWEST, SELF);
        pass(100);
        pass(100);
        assertEquals(List.of(DYING + " " + line(group), LOWEST + " " + line(group)), news);
    }

    @Test
    void whereThisNodeIsTheHeirItTellsTheReceiver() {
        join(groupOf(SELF));
        assertEquals(List.of(), delivered);
        live = Set.of(LOWEST, SELF);
        pass(100);
        assertEquals(1, delivered.size());
    }

    @Test
    void whatWasSaidLongBeforeHasBeenToldByThen() {
        join(groupOf(LOWEST));
        pass(20_000);
        live = Set.of(LOWEST, SELF);
        pass(100);
        assertEquals(1, news.size());
    }
}
