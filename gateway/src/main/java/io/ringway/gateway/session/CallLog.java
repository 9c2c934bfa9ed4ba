package io.ringway.gateway.session;

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
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what happens in calls, and reads it again: a timeline for each call, a history for each user. No call waits
 * for it. Each line of a timeline is written when it happens, so that a call whose owner dies can be entered into the
 * histories by whoever is left. Hub only.
 */
final class CallLog implements CallObserver {
    private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);

    /** Calls that this node has begun and that are not over; more than a node has, unless ends get lost. */
    private static final int MAX_LIVE = 100_000;

    private static final int MAX_ENDED = 10_000;

    /** More than any timeline has. */
    private static final int ALL = 10_000;

    private final Stores stores;
    private final Cluster cluster;
    private final Sessions sessions;
    private final InstantSource clock;
    private final Metrics metrics;
    private final LogWrites writes;
    private final Map<CallId, CallStory> live = bounded(MAX_LIVE);
    private final Map<CallId, Boolean> ended = bounded(MAX_ENDED);
    private long lines;

    /** Where histories are kept, and where timelines are. */
    record Stores(ListStore histories, ListStore timelines) {}

    CallLog(Stores stores, Cluster cluster, Sessions sessions, Metrics metrics, InstantSource clock) {
        this.stores = stores;
        this.cluster = cluster;
        this.sessions = sessions;
        this.clock = clock;
        this.metrics = metrics;
        this.writes = new LogWrites(metrics);
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
                live.put(began.call(), new CallStory());
                tell(moment, line);
            }
            case CallMoment.Ringing ringing -> rings(ringing, line);
            case CallMoment.Ended end -> end(end, line);
            case CallMoment.Rang rang -> tell(moment, line);
            case CallMoment.Asked asked -> tell(moment, line);
            case CallMoment.Started started -> tell(moment, line);
            case CallMoment.Answered answered -> tell(moment, line);
            case CallMoment.Suspect suspect -> tell(moment, line);
            case CallMoment.Back back -> tell(moment, line);
            case CallMoment.Moved moved -> tell(moment, line);
        }
    }

    /** What is told of it elsewhere would be missing from its story here, should it come back. */
    @Override
    public void left(CallId call) {
        live.remove(call);
    }

    private void tell(CallMoment moment, CallLine line) {
        CallStory story = live.get(moment.call());
        if (story != null) {
            story.add(line);
        }
        append(moment.tenant(), moment.call(), line);
    }

    /** News where one connection was called: only now it is known whose that is. */
    private void rings(CallMoment.Ringing ringing, CallLine line) {
        CallStory story = live.get(ringing.call());
        if (story != null && story.callee().isEmpty()) {
            tell(ringing, line);
        }
    }

    private void end(CallMoment.Ended end, CallLine line) {
        if (ended.put(end.call(), true) != null) {
            return;
        }
        metrics.calls().ended(end.reason().code());
        CallStory story = live.remove(end.call());
        if (story != null) {
            append(end.tenant(), end.call(), line);
            close(end, story, line);
        } else {
            // Asked again where it fails, as a write is: with the owner a part of the store may just be gone.
            writes.write(() -> lines(end.tenant(), end.call()).map(known -> closeFor(end, known, line)), done -> {});
        }
    }

    /** A call that another node had begun: its timeline says what is known of it, unless it was closed there. */
    private int closeFor(CallMoment.Ended end, List<CallLine> known, CallLine line) {
        CallStory story = CallStory.of(known);
        if (!story.closed() && story.caller().isPresent()) {
            append(end.tenant(), end.call(), line);
            close(end, story, line);
        }
        return known.size();
    }

    private void close(CallMoment.Ended end, CallStory story, CallLine line) {
        story.add(line);
        story.record(end.call()).ifPresent(record -> {
            Set<String> users = new LinkedHashSet<>();
            users.add(record.caller());
            if (record.callee() != null && Names.isUserId(record.callee()) && !end.hidden()) {
                users.add(record.callee());
            }
            users.forEach(user -> enter(new UserId(end.tenant(), user), record));
        });
    }

    private void enter(UserId user, CallRecord record) {
        boolean missed = record.missedBy(user.id());
        Item item = new Item(record.ended(), record.call().toString(), missed, CallLogCodec.encode(record));
        writes.write(() -> stores.histories().append(key(user), item), unseen -> {
            if (missed) {
                tellUnseen(user, unseen);
            }
        });
    }

    private void append(Tenant tenant, CallId call, CallLine line) {
        // Within a millisecond and a node lines stay in their order; a repeated write is the same line.
        String id = "%016x%016x".formatted(cluster.self().id(), ++lines);
        Item item = new Item(line.at(), id, false, CallLogCodec.encode(line));
        writes.write(() -> stores.timelines().append(key(tenant, call), item), done -> {});
    }

    private static ListKey key(UserId user) {
        return new ListKey(user.tenant(), user.id());
    }

    private static ListKey key(Tenant tenant, CallId call) {
        return new ListKey(tenant, call.toString());
    }

    /** A device says what it knows of the way through the network. */
    void report(Sender by, CallId call, IceReport report) {
        append(by.user().tenant(), call, CallLines.of(report, by, clock.millis()));
    }

    /** What happened in a call, in order; empty where nothing is known. Fails where the store does not answer. */
    Future<List<CallLine>> lines(Tenant tenant, CallId call) {
        return stores.timelines().page(key(tenant, call), "", ALL).map(CallLog::lines);
    }

    private static List<CallLine> lines(ListPage page) {
        List<CallLine> lines = new ArrayList<>();
        for (Item item : page.items().reversed()) {
            try {
                lines.add(CallLogCodec.line(item.body()));
            } catch (EnvelopeException unreadable) {
                skipped(unreadable);
            }
        }
        return lines;
    }

    /** A page of a user's calls, the newest first. Fails where the store does not answer. */
    Future<Event.CallPage> calls(UserId user, long request, int limit, String after) {
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
        return stores.histories().mark(key(user), upTo.toString()).onSuccess(unseen -> tellUnseen(user, unseen));
    }

    /** Tells a new connection what its user has missed, if anything; later, if at all, where the store is slow. */
    void opened(Session session) {
        if (session.dialect().namesCalls()) {
            stores.histories().page(key(session.user()), "", 1).onSuccess(page -> {
                if (page.unseen() > 0 && !session.closed()) {
                    session.tell(new Event.MissedCalls(page.unseen()));
                }
            });
        }
    }

    private void tellUnseen(UserId user, int unseen) {
        deliver(user, unseen);
        cluster.send(user, EnvelopeCodec.encode(new Envelope.MissedCalls(user, unseen)));
    }

    /** To a user's connections on this node; returns how many there are. */
    int deliver(UserId user, int unseen) {
        List<Session> here = List.copyOf(sessions.of(user));
        here.forEach(session -> session.tell(new Event.MissedCalls(unseen)));
        return here.size();
    }

    /** Completes on the hub when what was written so far is stored, or has failed. */
    Future<Void> settled(Promise<Void> promise) {
        writes.whenIdle(promise::tryComplete);
        return promise.future();
    }

    /** Once a second. */
    void tick() {
        writes.tick(clock.millis());
    }
}
