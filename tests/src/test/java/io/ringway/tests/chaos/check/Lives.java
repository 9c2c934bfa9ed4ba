package io.ringway.tests.chaos.check;

import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who was connected when, as whom, and in which groups: what the logs say of each client, put in order. */
public final class Lives {

    /**
     * A connection.
     *
     * @param deaf since when its client did not read; {@link Long#MAX_VALUE} where it did
     * @param closed {@link Long#MAX_VALUE} where it lasted to the end
     * @param code of the close
     */
    public record Connection(
            String who,
            String node,
            String cid,
            long opened,
            boolean resumed,
            boolean recovered,
            long deaf,
            long closed,
            int code,
            String reason) {
        Connection ended(long at, int closeCode, String why) {
            return new Connection(who, node, cid, opened, resumed, recovered, deaf, at, closeCode, why);
        }

        Connection stalled(long at) {
            return new Connection(who, node, cid, opened, resumed, recovered, at, closed, code, reason);
        }

        /** From when on its node may have given it up: its client could not know. */
        public long lost() {
            return Math.min(deaf, closed);
        }

        public boolean at(long time) {
            return opened <= time && time < closed;
        }
    }

    /** Who reads again, and is still connected after this long, had not been given up: nodes cut before that. */
    private static final long CUT = 15_000_000;

    /** Who was told that not every node was heard is known to all after this long: by then the silent one is counted out. */
    static final long INCOMPLETE = 10_000_000;

    private record Open(String cid, long from) {}

    private final Map<String, List<Connection>> byUser = new LinkedHashMap<>();
    private final Map<String, List<Connection>> byCid = new HashMap<>();
    private final Map<String, List<Span>> byGroup = new HashMap<>();
    private final Map<String, Map<String, Open>> open = new HashMap<>();
    /** When a client was last sent anything. */
    private final Map<String, Long> heard = new HashMap<>();

    /** Since when a client reads again that had stopped. */
    private final Map<String, Long> hears = new HashMap<>();

    private final Map<Message, Long> sent = new HashMap<>();
    /** When the last message was sent that a client got. */
    private final Map<String, Long> latest = new HashMap<>();
    /** What that was when a client's last connection ended. */
    private final Map<String, Long> silentSince = new HashMap<>();

    public Lives(List<Entry> entries) {
        for (Entry entry : entries) {
            take(entry);
            note(entry);
        }
        byUser.forEach(this::finish);
        byUser.values()
                .forEach(connections ->
                        connections.forEach(each -> byCid.computeIfAbsent(each.cid(), none -> new ArrayList<>())
                                .add(each)));
    }

    private void note(Entry entry) {
        if (entry instanceof Entry.Sent message) {
            sent.put(message.message(), message.at());
        } else if (entry.isHeard()) {
            heard.put(entry.who(), entry.at());
        }
        if (entry instanceof Entry.Received received) {
            latest.put(received.who(), sent.getOrDefault(received.message(), received.at()));
        }
    }

    private void take(Entry entry) {
        switch (entry) {
            case Entry.Opened opened -> opened(opened);
            case Entry.Closed closed -> closed(closed);
            case Entry.Stalled stalled -> {
                hears.remove(stalled.who());
                List<Connection> connections = connections(stalled);
                connections.set(connections.size() - 1, connections.getLast().stalled(stalled.at()));
            }
            case Entry.Hears again -> hears.put(again.who(), again.at());
            case Entry.Joined joined ->
                groups(joined.who())
                        .putIfAbsent(
                                joined.group(),
                                new Open(joined.cid(), joined.complete() ? joined.at() : joined.at() + INCOMPLETE));
            case Entry.Left left -> end(left.who(), left.group(), left.at(), true);
            case Entry.Failed e -> {}
            case Entry.Sent e -> {}
            case Entry.Acked e -> {}
            case Entry.Refused e -> {}
            case Entry.Received e -> {}
            case Entry.Gap e -> {}
            case Entry.Noticed e -> {}
            case Entry.Roster e -> {}
            case Entry.Counted e -> {}
            case Entry.InCall e -> {}
            case Entry.Asked e -> {}
            case Entry.Steps e -> {}
            case Entry.Sized e -> {}
            case Entry.Waited e -> {}
            case Entry.Tally e -> {}
        }
    }

    private Map<String, Open> groups(String who) {
        return open.computeIfAbsent(who, none -> new HashMap<>());
    }

    private void opened(Entry.Opened entry) {
        List<Connection> connections = byUser.computeIfAbsent(entry.who(), none -> new ArrayList<>());
        Connection before = connections.isEmpty() ? null : connections.getLast();
        boolean goesOn = before != null && before.cid().equals(entry.cid()) && entry.recovered();
        if (before != null && !goesOn) {
            // What was on its way to a connection that is dead without a word may have been lost long before its end.
            endAll(entry.who(), silentSince.getOrDefault(entry.who(), before.closed()));
        }
        connections.add(new Connection(
                entry.who(),
                entry.node(),
                entry.cid(),
                entry.at(),
                entry.resumed(),
                entry.recovered(),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                0,
                ""));
    }

    private void closed(Entry.Closed entry) {
        List<Connection> connections = connections(entry);
        Connection last = believed(connections.getLast(), entry.at());
        silentSince.put(
                entry.who(), last.deaf() == Long.MAX_VALUE ? heardAt(entry) : readUpTo(entry.who(), last.deaf()));
        connections.set(connections.size() - 1, last.ended(entry.at(), entry.code(), entry.reason()));
    }

    private long heardAt(Entry.Closed entry) {
        return heard.getOrDefault(entry.who(), entry.at());
    }

    /** Of who stopped reading: what was on its way to it by then may never have been read. */
    private long readUpTo(String who, long deaf) {
        return Math.min(deaf, latest.getOrDefault(who, deaf));
    }

    /** What it is taken for, where it was there until then. */
    private Connection believed(Connection connection, long until) {
        Long since = hears.get(connection.who());
        return since != null && until - since > CUT ? connection.stalled(Long.MAX_VALUE) : connection;
    }

    private List<Connection> connections(Entry entry) {
        List<Connection> connections = byUser.get(entry.who());
        if (connections == null) {
            throw new IllegalStateException(entry.who() + " was never connected");
        }
        return connections;
    }

    /** Who has not come back is a member until its last connection ended. */
    private void finish(String who, List<Connection> connections) {
        Connection last = believed(connections.getLast(), connections.getLast().closed());
        connections.set(connections.size() - 1, last);
        endAll(who, last.deaf() == Long.MAX_VALUE ? last.closed() : readUpTo(who, last.deaf()));
    }

    private void endAll(String who, long at) {
        List.copyOf(groups(who).keySet()).forEach(group -> end(who, group, at, false));
    }

    private void end(String who, String group, long at, boolean left) {
        Open began = groups(who).remove(group);
        if (began != null) {
            // Who left before it was known to all was never there for sure, and is away from then on.
            byGroup.computeIfAbsent(group, none -> new ArrayList<>())
                    .add(new Span(who, began.cid(), group, Math.min(began.from(), at), at, left));
        }
    }

    /** Every connection, each client's in order. */
    public Collection<List<Connection>> connections() {
        return byUser.values();
    }

    List<Span> spans(String group) {
        return byGroup.getOrDefault(group, List.of());
    }

    Collection<List<Span>> spans() {
        return byGroup.values();
    }

    /** The connection that had the id last, at that time or before; nothing where nobody is known to have had it. */
    @Nullable
    Connection lastOf(String cid, long time) {
        Connection last = null;
        for (Connection each : byCid.getOrDefault(cid, List.of())) {
            if (each.opened() <= time) {
                last = each;
            }
        }
        return last;
    }

    /** Every connection id with its connections, in order. */
    Map<String, List<Connection>> cids() {
        return byCid;
    }

    /** The connections that the client had in that time, in order. */
    List<Connection> during(String who, long from, long to) {
        return byUser.getOrDefault(who, List.of()).stream()
                .filter(connection -> connection.opened() <= to && connection.closed() > from)
                .toList();
    }

    /** The connection that the client had then. */
    public @Nullable Connection of(String who, long time) {
        return byUser.getOrDefault(who, List.of()).stream()
                .filter(connection -> connection.at(time))
                .findFirst()
                .orElse(null);
    }
}
