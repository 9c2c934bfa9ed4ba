package io.ringway.gateway.session.calls.log;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallObserver;
import io.ringway.gateway.calls.log.CallLines;
import io.ringway.gateway.calls.log.CallStory;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.IceReport;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallLogCodec;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what happens in calls, and reads it again: a timeline for each call, a history for each user. No call waits
 * for it. Each line of a timeline is written when it happens; what the histories say of a call goes with the call, so that
 * whoever is left enters one whose owner dies, whether there are timelines or not. Hub only.
 *
 * <p>A timeline is two lists: one of the lines that each call has, another of what happens again and again, of which the
 * oldest go. So nothing that a party does or reports pushes out how a call began, and who is in it.
 */
public final class CallLog implements CallObserver {
    private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);

    /** Calls that this node has begun and that are not over; more than a node has, unless ends get lost. */
    private static final int MAX_LIVE = 100_000;

    private static final int MAX_ENDED = 10_000;

    /** More than any timeline has. */
    private static final int ALL = 10_000;

    private final Stores stores;
    private final Cluster cluster;
    private final InstantSource clock;
    private final Metrics metrics;
    private final LogWrites writes;
    private final Sessions sessions;
    private final UnseenCalls unseen;
    /** Those that have never been another node's. */
    private final Map<CallId, Boolean> live = bounded(MAX_LIVE);

    private final Map<CallId, Boolean> ended = bounded(MAX_ENDED);
    private long lines;

    /** Where histories are kept, and where timelines are. */
    public record Stores(ListStore histories, ListStore timelines) {}

    public CallLog(Stores stores, Cluster cluster, Sessions sessions, Metrics metrics, InstantSource clock) {
        this.stores = stores;
        this.cluster = cluster;
        this.clock = clock;
        this.metrics = metrics;
        this.sessions = sessions;
        this.writes = new LogWrites(metrics);
        this.unseen = new UnseenCalls(
                user -> stores.histories().page(key(user), "", 1).map(ListPage::unseen),
                (user, count) ->
                        List.copyOf(sessions.of(user)).forEach(each -> each.tell(new Event.MissedCalls(count))));
    }

    private static <K, V> Map<K, V> bounded(int max) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > max;
            }
        };
    }

    @Override
    public void on(CallMoment moment) {
        CallLine line = CallLines.of(moment, clock.millis());
        switch (moment) {
            case CallMoment.Began began -> {
                live.put(began.call(), true);
                tell(moment, line);
            }
            case CallMoment.Ringing ringing -> {
                // Only now it is known whose connection was called.
                if (ringing.news()) {
                    tell(moment, line);
                }
            }
            case CallMoment.Ended end -> end(end, line);
            case CallMoment.Rang rang -> tell(moment, line);
            case CallMoment.Asked asked -> tell(moment, line);
            case CallMoment.Started started -> tell(moment, line);
            case CallMoment.Answered answered -> tell(moment, line);
            case CallMoment.Declined declined -> tell(moment, line);
            case CallMoment.Suspect suspect -> tell(moment, line);
            case CallMoment.Back back -> tell(moment, line);
            case CallMoment.Moved moved -> tell(moment, line);
        }
    }

    /** Whether its timeline has been closed there has to be asked, should it come back. */
    @Override
    public void left(CallId call) {
        live.remove(call);
    }

    private void tell(CallMoment moment, CallLine line) {
        append(moment.tenant(), moment.call(), line);
    }

    private void end(CallMoment.Ended end, CallLine line) {
        if (ended.put(end.call(), true) != null) {
            return;
        }
        metrics.calls().ended(end.reason().code());
        CallHead head = end.head();
        if (live.remove(end.call()) != null && head != null) {
            close(end, record(end, head, line), line);
        } else {
            // Asked again where it fails, as a write is: with the owner a part of the store may just be gone.
            writes.write(() -> lines(end.tenant(), end.call()).map(known -> closeFor(end, known, line)), done -> {});
        }
    }

    /**
     * A call that another node had begun, unless its timeline was closed there. Who was rung by it may not know that another has
     * answered: the timeline does.
     */
    private int closeFor(CallMoment.Ended end, List<CallLine> known, CallLine line) {
        CallStory story = CallStory.of(known);
        CallHead head = end.head();
        if (story.closed()) {
            return known.size();
        }
        boolean knowsMore =
                head == null || (head.answered() == CallRecord.NEVER && story.answered() != CallRecord.NEVER);
        story.add(line);
        Optional<CallRecord> told = knowsMore ? story.record(end.call()) : Optional.empty();
        Optional<CallRecord> record = told.or(() -> Optional.ofNullable(head).map(of -> record(end, of, line)));
        record.ifPresent(found -> close(end, found, line));
        return known.size();
    }

    private static CallRecord record(CallMoment.Ended end, CallHead head, CallLine line) {
        return head.record(end.call(), line.at(), end.reason(), line.user());
    }

    /**
     * The histories first: should this node die between, whoever is left finds the timeline open, and enters the call once more,
     * which is one entry all the same. Where an entry is given up, so is that: the timeline would be open for ever.
     */
    private void close(CallMoment.Ended end, CallRecord record, CallLine line) {
        Set<String> users = new LinkedHashSet<>();
        users.add(record.caller());
        if (record.callee() != null && Names.isUserId(record.callee()) && !end.hidden()) {
            users.add(record.callee());
        }
        Set<String> open = new HashSet<>(users);
        users.forEach(user -> enter(new UserId(end.tenant(), user), record, () -> {
            open.remove(user);
            if (open.isEmpty()) {
                append(end.tenant(), end.call(), line);
            }
        }));
    }

    /** @param over run when it is entered, or given up */
    private void enter(UserId user, CallRecord record, Runnable over) {
        boolean missed = record.missedBy(user.id());
        Item item = new Item(record.ended(), record.call().toString(), missed, CallLogCodec.encode(record));
        writes.write(
                () -> stores.histories().append(key(user), item),
                count -> {
                    if (missed) {
                        tellUnseen(user, count);
                    }
                    over.run();
                },
                over);
    }

    private void append(Tenant tenant, CallId call, CallLine line) {
        // Within a millisecond and a node lines stay in their order; a repeated write is the same line.
        String id = "%016x%016x".formatted(cluster.self().id(), ++lines);
        Item item = new Item(line.at(), id, false, CallLogCodec.encode(line));
        ListKey key = isOfEach(call, line.what()) ? headKey(tenant, call) : key(tenant, call);
        writes.write(() -> stores.timelines().append(key, item), done -> {});
    }

    /** Whether every call has such a line, once: but a call that rings again because it has moved. */
    private boolean isOfEach(CallId call, CallLine.What what) {
        return switch (what) {
            case BEGAN, RINGING, ANSWERED, CLOSED, STARTED -> true;
            case RANG, ASKED -> live.containsKey(call);
            case SUSPECT, BACK, MOVED, CONNECTED, FAILED, DECLINED -> false;
        };
    }

    private static ListKey key(UserId user) {
        return new ListKey(user.tenant(), user.id());
    }

    private static ListKey key(Tenant tenant, CallId call) {
        return new ListKey(tenant, call.toString());
    }

    /** No call has such an id. */
    private static ListKey headKey(Tenant tenant, CallId call) {
        return new ListKey(tenant, "head:" + call);
    }

    /** A device says what it knows of the way through the network. */
    void report(Sender by, CallId call, IceReport report) {
        append(by.user().tenant(), call, CallLines.of(report, by, clock.millis()));
    }

    /** What happened in a call, in order; empty where nothing is known. Fails where the store does not answer. */
    public Future<List<CallLine>> lines(Tenant tenant, CallId call) {
        Future<ListPage> head = stores.timelines().page(headKey(tenant, call), "", ALL);
        Future<ListPage> rest = stores.timelines().page(key(tenant, call), "", ALL);
        return Future.all(head, rest)
                .map(both -> lines(Stream.of(head, rest).flatMap(page -> page.result().items().stream())));
    }

    private static List<CallLine> lines(Stream<Item> items) {
        List<CallLine> lines = new ArrayList<>();
        for (Item item : items.sorted().toList()) {
            try {
                lines.add(CallLogCodec.line(item.body()));
            } catch (EnvelopeException unreadable) {
                skipped(unreadable);
            }
        }
        return lines;
    }

    /** A page of a user's calls, the newest first. Fails where the store does not answer. */
    public Future<Event.CallPage> calls(UserId user, long request, int limit, String after) {
        return stores.histories().page(key(user), after, limit).map(page -> page(user, request, page));
    }

    private static Event.CallPage page(UserId user, long request, ListPage page) {
        List<Event.CallRow> rows = new ArrayList<>();
        for (Item item : page.items()) {
            try {
                CallRecord record = CallLogCodec.record(item.body());
                rows.add(new Event.CallRow(
                        record, user.id().equals(record.caller()), record.missedBy(user.id()), !item.unseen()));
            } catch (EnvelopeException unreadable) {
                skipped(unreadable);
            }
        }
        String next = page.more() ? page.items().getLast().id() : null;
        return new Event.CallPage(request, rows, next, page.unseen());
    }

    private static void skipped(EnvelopeException unreadable) {
        LOG.debug("An entry that this release cannot read: {}", unreadable.getMessage());
    }

    /** Marks a call and all before it as seen; the user's other devices are told. */
    Future<Integer> seen(UserId user, CallId upTo) {
        return stores.histories().mark(key(user), upTo.toString()).onSuccess(count -> tellUnseen(user, count));
    }

    /** Tells a new connection what its user has missed, if anything; later, if at all, where the store is slow. */
    public void opened(Session session) {
        if (session.dialect().namesCalls()) {
            unseen.opened(session.user(), count -> {
                if (!session.closed()) {
                    session.tell(new Event.MissedCalls(count));
                }
            });
        }
    }

    private void tellUnseen(UserId user, int count) {
        deliver(user, count);
        cluster.send(user, EnvelopeCodec.encode(new Envelope.MissedCalls(user, count)));
    }

    /**
     * A user has missed a call, or seen some.
     *
     * @param count how many it has not seen since, as far as whoever wrote it down knows
     * @return how many connections of this node are told
     */
    public int deliver(UserId user, int count) {
        int connections = sessions.of(user).size();
        if (connections > 0) {
            unseen.changed(user, count);
        }
        return connections;
    }

    /** Completes on the hub when what was written so far is stored, or has failed. */
    public Future<Void> settled(Promise<Void> promise) {
        writes.whenIdle(promise::tryComplete);
        return promise.future();
    }

    /** Once a second. */
    public void tick() {
        writes.tick(clock.millis());
    }
}
