package io.ringway.gateway.webhooks;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Step;
import io.ringway.cluster.outbox.Survey;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.metrics.WebhookMetrics;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what receivers want to know, and tells it to them. Every node writes what happens on it; of a node that is
 * gone the lowest of those left does, once its members have not come back in time. Who tells what is in a line is agreed
 * by its name. Hub only; {@link #tick} drives it.
 */
public final class Outbox implements Witness {
    private static final long SURVEY_MS = 5_000;
    /** What waits is told to who is to deliver it when it is written; and, in case that was lost, again. */
    private static final long NEWS_MS = 15_000;

    private static final long STATES_MS = 1_000;
    /** On top of the grace: what came back within it has said so by then. */
    private static final long LATE_MS = 3_000;

    private static final int MAX_STEPS = 1_000_000;
    private static final long MAX_BYTES = 64L << 20;
    /** That a receiver is there again is said so often, a second apart: one message may be lost. */
    private static final int TIMES_ENABLED = 5;

    private static final String ENABLED = "\n+";
    private static final String DISABLED = "\n-";

    private final Parts parts;
    private final Writing writing;
    private final Register register;
    private final CallNotes calls;
    private final Dispatch dispatch;
    private final Losses losses;
    private final Enquiries enquiries;
    private final Replays replays;
    private final MessageNotes messages;
    /** Nodes that have seats somewhere and are not there, and since when. */
    private final Map<Long, Long> missing = new HashMap<>();

    private final Set<String> announced;
    /** Receivers that are there again, and how often that is still to be said. */
    private final Map<String, Integer> enabled = new HashMap<>();

    private final GuardedNodes nodes;
    /** Who was there when it was last said what waits. */
    private Set<Long> toldOf = Set.of();

    private long newsAt;
    private long surveyAt;
    private long statesAt;
    private boolean isSurveying;
    private boolean wasFenced;
    private boolean wasTroubled;

    /**
     * What it is made of.
     *
     * @param graceMillis how long members of a node that is gone may come back
     * @param waitingBytes how many bytes of events may wait, of all receivers together, about
     * @param metrics of each receiver
     * @param lost is called for an event that is lost, because too many wait for the store, or were put aside after it
     */
    public record Parts(
            List<Receiver> receivers,
            OutboxStore store,
            Nodes nodes,
            long graceMillis,
            long waitingBytes,
            Function<String, WebhookMetrics> metrics,
            Runnable lost,
            InstantSource clock,
            RandomGenerator random) {}

    public Outbox(Parts parts) {
        this(parts, UUID.randomUUID().toString());
    }

    /** @param writer names this process in the store */
    Outbox(Parts parts, String writer) {
        this.parts = parts;
        this.nodes = new GuardedNodes(parts.nodes(), this::now);
        long self = nodes.self();
        register = new Register(self, parts.receivers(), parts.graceMillis() + LATE_MS, this::write);
        calls = new CallNotes(self, parts.receivers(), this::write);
        messages = new MessageNotes(parts.receivers(), this::write);
        losses = new Losses(parts.receivers(), parts.store(), writer, this::now, parts.lost());
        DeadLetters dead = new DeadLetters(parts.receivers(), parts.store(), losses, writer, this::now);
        replays = new Replays(dead, parts.store(), this::now, line -> written(line, 1));
        writing = new Writing(
                parts.store(),
                writer,
                new Writing.Bounds(MAX_STEPS, MAX_BYTES),
                this::now,
                Outbox::isOfMembers,
                line -> register.statement(line, now()),
                this::written,
                losses::missed);
        dispatch =
                new Dispatch(parts.receivers(), parts.metrics(), parts.store(), dead, nodes, this::now, parts.random());
        enquiries = new Enquiries(parts.receivers(), dispatch, dead, losses, replays);
        announced = new HashSet<>();
        surveyAt = now();
    }

    private long now() {
        return parts.clock().millis();
    }

    private void write(String line, Step step) {
        writing.add(line, step);
    }

    private void written(String line, int waiting) {
        if (waiting > 0) {
            long deliverer = nodes.deliverer(line);
            if (deliverer == nodes.self()) {
                dispatch.news(line, waiting);
            } else {
                nodes.news(deliverer, line);
            }
        }
    }

    @Override
    public void entered(Group group, Member member) {
        register.entered(group, member, now());
    }

    @Override
    public void exited(Group group, Cid cid, LeaveReason reason) {
        register.exited(group, cid, reason, now());
    }

    @Override
    public void adopted(Cid cid, NodeRef by) {
        register.adopted(cid, by.id());
    }

    @Override
    public void said(Group group, Sender from, Content content, @Nullable Position at) {
        messages.said(group, from, content, at, now());
    }

    private static boolean isOfMembers(String line) {
        return Topic.of(line).map(Topic::kind).orElse(Topic.Kind.DEAD) == Topic.Kind.GROUP;
    }

    @Override
    public void on(CallMoment moment) {
        calls.on(moment, now());
    }

    @Override
    public void taken(CallId call, Tenant tenant) {
        calls.taken(call, tenant);
    }

    @Override
    public void given(CallId call, Tenant tenant, NodeRef to) {
        calls.given(call, tenant, to.id());
    }

    @Override
    public void news(String line) {
        String receiver = Topic.receiver(line);
        if (line.equals(receiver + DISABLED) || line.equals(receiver + ENABLED)) {
            dispatch.disable(receiver, line.endsWith(DISABLED));
        } else {
            Overflow.Order.of(line).ifPresentOrElse(dispatch::shed, () -> dispatch.news(line, -1));
        }
    }

    @Override
    public void nodeDown(NodeRef node) {
        surveyAt = now();
    }

    @Override
    public Future<Void> settled() {
        return writing.settled().onComplete(done -> nodes.stop());
    }

    /** Looks at the clock; several times a second. */
    public void tick() {
        long now = now();
        writing.tick();
        nodes.orphans().forEach(line -> written(line, 1));
        boolean isTroubled = parts.store().trouble().isPresent();
        if ((wasFenced && !nodes.isFenced()) || (wasTroubled && !isTroubled)) {
            register.sayAgain();
        }
        wasFenced = nodes.isFenced();
        wasTroubled = isTroubled;
        if (statesAt <= now) {
            statesAt = now + STATES_MS;
            register.tick(now);
            tellWhoIsGone();
            tellWhoIsBack();
            losses.tick(now);
            if (!isLowest()) {
                dispatch.waits(Map.of());
            }
        }
        replays.tick();
        dispatch.tick();
        if (surveyAt <= now && !isSurveying && !wasFenced && isLowest()) {
            survey(now);
        }
    }

    private boolean isLowest() {
        long self = nodes.self();
        return nodes.live().stream().allMatch(node -> Long.compareUnsigned(self, node) <= 0);
    }

    private void survey(long now) {
        isSurveying = true;
        surveyAt = now + SURVEY_MS;
        Set<Long> live = nodes.live();
        parts.store().survey(live).onComplete(done -> {
            isSurveying = false;
            if (done.succeeded()) {
                surveyed(done.result());
            }
        });
    }

    private void surveyed(Survey survey) {
        long now = now();
        Set<Long> live = nodes.live();
        boolean isChanged = !live.equals(toldOf);
        if (newsAt <= now || isChanged) {
            // What was being written as a node died may be seen the next time only.
            newsAt = now + (isChanged ? SURVEY_MS : NEWS_MS);
            toldOf = live;
            survey.waiting().keySet().forEach(line -> written(line, 1));
        }
        weigh(survey.waiting());
        missing.keySet().retainAll(survey.strays().keySet());
        survey.strays().forEach((node, lines) -> {
            if (live.contains(node)) {
                missing.remove(node);
                return;
            }
            long since = missing.computeIfAbsent(node, first -> now);
            if (now - since >= parts.graceMillis() + LATE_MS) {
                lines.forEach(line -> write(line, new Step.Lost(node, Register.LOST, now)));
            } else {
                surveyAt = Math.min(surveyAt, since + parts.graceMillis() + LATE_MS);
            }
        });
    }

    /** What is too much in memory is put aside by whoever tells what is in its line. */
    private void weigh(Map<String, Long> lines) {
        Map<String, Long> sizes = new HashMap<>();
        Map<String, Long> receivers = new HashMap<>();
        lines.forEach((line, bytes) -> {
            String receiver = Topic.receiver(line);
            boolean isDead = Topic.of(line).map(Topic::kind).orElse(Topic.Kind.DEAD) == Topic.Kind.DEAD;
            if (!isDead && dispatch.receiver(receiver) != null) {
                sizes.put(line, bytes);
                receivers.merge(receiver, bytes, Long::sum);
            }
        });
        dispatch.waits(receivers);
        Overflow.of(sizes, parts.waitingBytes()).forEach((line, bytes) -> {
            Overflow.Order order = new Overflow.Order(line, bytes);
            long deliverer = nodes.deliverer(line);
            if (deliverer == nodes.self()) {
                dispatch.shed(order);
            } else {
                nodes.tell(deliverer, order.word());
            }
        });
    }

    /** A receiver that is gone is gone for every node. */
    private void tellWhoIsGone() {
        for (Receiver receiver : parts.receivers()) {
            if (dispatch.isDisabled(receiver.id()) && announced.add(receiver.id())) {
                nodes.tellOthers(receiver.id() + DISABLED);
            }
        }
    }

    /** One that has said since that it is gone is not there again. */
    private void tellWhoIsBack() {
        enabled.keySet().removeIf(dispatch::isDisabled);
        enabled.keySet().forEach(id -> nodes.tellOthers(id + ENABLED));
        enabled.replaceAll((id, times) -> times - 1);
        enabled.values().removeIf(times -> times <= 0);
    }

    /** What is wrong with receivers, as far as this node knows, in an operator's words. Any thread. */
    public List<String> troubles() {
        List<String> all = new ArrayList<>();
        parts.store().trouble().ifPresent(trouble -> all.add("degraded: events wait (" + trouble + ")"));
        all.addAll(losses.troubles());
        return all;
    }

    /** What backends ask about it. */
    public Enquiries enquiries() {
        return enquiries;
    }

    /** Sends to a receiver again that has said it was gone; false where the tenant has none such. */
    public boolean enable(Tenant tenant, String id) {
        Receiver receiver = dispatch.receiver(id);
        if (receiver == null || !receiver.tenant().equals(tenant)) {
            return false;
        }
        announced.remove(id);
        dispatch.disable(id, false);
        nodes.tellOthers(id + ENABLED);
        enabled.put(id, TIMES_ENABLED);
        return true;
    }
}
