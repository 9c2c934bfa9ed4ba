package io.ringway.gateway.webhooks;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.metrics.WebhookMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One node of an {@link OutboxSimulation}, with what it sees of the others. */
final class OutboxNode implements Nodes {
    final long id;
    final Outbox outbox;
    boolean alive = true;
    private final OutboxWorld world;

    OutboxNode(OutboxWorld world, long id) {
        this.world = world;
        this.id = id;
        Receiver receiver = new Receiver(
                "r",
                OutboxWorld.TENANT,
                EnumSet.of(
                        EventType.MEMBER_JOINED,
                        EventType.MEMBER_LEFT,
                        EventType.GROUP_OCCUPIED,
                        EventType.GROUP_VACATED,
                        EventType.CALL_RINGING,
                        EventType.CALL_ENDED),
                List.of(GroupPattern.of("g*", "")),
                this::send,
                new Schedule(200, 2_000, Long.MAX_VALUE / 2, 4, world.pace.waiting(), 100, 1 << 20));
        outbox = new Outbox(new Outbox.Parts(
                List.of(receiver),
                new FailingStore(world, this),
                this,
                OutboxWorld.GRACE,
                1L << 30,
                name -> new WebhookMetrics(),
                () -> {
                    throw new AssertionError("nothing is lost here");
                },
                () -> Instant.ofEpochMilli(world.agenda.now()),
                new Random(id)));
    }

    NodeRef ref() {
        return new NodeRef(id, 0);
    }

    private Future<Sink.Outcome> send(Delivery delivery) {
        Promise<Sink.Outcome> promise = Promise.promise();
        boolean arrives = !world.pace.fails() || !world.fails();
        boolean answers = !world.pace.fails() || !world.fails();
        world.agenda.later(1 + world.random.nextInt(world.pace.slowest()), () -> {
            if (arrives) {
                world.receiver.receive(delivery);
            }
            world.agenda.later(1 + world.random.nextInt(40), () -> {
                if (alive) {
                    promise.complete(
                            arrives && answers ? new Sink.Outcome.Delivered() : new Sink.Outcome.Failed("by chance"));
                }
            });
        });
        return promise.future();
    }

    @Override
    public long self() {
        return id;
    }

    @Override
    public Set<Long> live() {
        return Set.copyOf(world.nodes.keySet());
    }

    @Override
    public boolean isFenced() {
        return false;
    }

    @Override
    public void news(long node, String line) {
        if (!world.fails()) {
            world.agenda.later(1 + world.random.nextInt(20), () -> {
                OutboxNode to = world.nodes.get(node);
                if (to != null) {
                    to.outbox.news(line);
                }
            });
        }
    }
}
