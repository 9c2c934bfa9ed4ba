package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import io.ringway.gateway.history.HistoryMessage.Contents;
import io.ringway.gateway.history.HistoryMessage.Held;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A node that writes a group's history, or is about to: asks everybody what they have, installs a regime, then numbers
 * what is handed in, has it stored, and tells those who follow. Ended by any promise to a higher ballot.
 */
final class Writing {
    /** So many messages may be on their way to the replicas; what is one too many is repeated by its sender. */
    private static final int UNSETTLED = 1_000;
    /** What no replica has confirmed may be so much; what is one too many is repeated by its sender. */
    private static final long UNSETTLED_BYTES = 4L << 20;

    private static final long PATIENCE_MS = 1_000;
    /** Three answers of a store that is slow, and not away. */
    private static final long KEEPER_PATIENCE_MS = 4_000;

    /** A replica forgets a group that nothing is heard of; while there are members, its writer is heard of. */
    private static final long KEEP_MS = 20_000;

    private static final long RESENT_BYTES = 256 * 1024;
    /** What a client reads goes out in one frame, and has to fit into its outbox. */
    static final long CLIENT_BYTES = 256 * 1024;

    private final Group group;
    private final long self;
    private final Replica own;
    private final Ballot ballot;
    private final Set<Long> view;
    private final List<Long> replicas;
    private final WriterPort out;
    private final HistoryPolicy policy;
    private final long keyMillis;
    private final long began;

    private final Map<Long, Held> held = new HashMap<>();
    private final Set<Long> promised = new HashSet<>();
    private final Set<Long> installed = new HashSet<>();
    private final EarlyQuestions early = new EarlyQuestions();
    private final Map<Long, Long> stored = new TreeMap<>();
    private final Set<Long> followers;
    private final Waiters waiters = new Waiters();
    private Succession succession = Succession.NONE;
    private @Nullable Regime regime;
    private boolean active;
    private boolean sawLoss;
    private boolean isFull;
    private long committed;
    private long unsettled;
    private final Resending resending = new Resending();
    private long keepAt;

    /**
     * @param view every node in sight, this one included
     * @param replicas those of them that shall keep the history, this one first
     */
    Writing(
            GroupHistory of,
            Ballot ballot,
            Set<Long> view,
            List<Long> replicas,
            HistoryOptions options,
            long now,
            WriterPort out) {
        this.own = of.replica;
        this.group = of.group;
        this.followers = of.followers;
        this.self = ballot.node();
        this.ballot = ballot;
        this.view = view;
        this.replicas = replicas;
        this.policy = of.policy;
        this.keyMillis = options.keyMillis();
        this.began = now;
        this.out = out;
    }

    void begin() {
        view.forEach(node -> out.send(node, new HistoryMessage.Seek(group, ballot)));
    }

    Ballot ballot() {
        return ballot;
    }

    Set<Long> view() {
        return view;
    }

    List<Long> replicas() {
        return replicas;
    }

    boolean isActive() {
        return active;
    }

    /** The last offset that is acknowledged. */
    long committed() {
        return committed;
    }

    /** Whether it should have become active by now. */
    boolean isStuck(long now) {
        boolean isKept = view.contains(Regime.KEEPER);
        return !active && now >= began + (isKept ? KEEPER_PATIENCE_MS : PATIENCE_MS) && !(isKept && out.isKeeping());
    }

    /** Whether somebody has less than it said to have, such as a Redis that came back from a copy: it has to be given that anew. */
    boolean sawLoss() {
        return sawLoss;
    }

    void promise(long from, HistoryMessage.Promise promise) {
        if (!promise.ballot().equals(ballot) || regime != null || !view.contains(from) || !promised.add(from)) {
            return;
        }
        if (promise.held() != null) {
            held.put(from, promise.held());
        }
        if (!promised.equals(view)) {
            return;
        }
        succession = Succession.of(held);
        Held mine = held.get(self);
        boolean isHere = mine != null && mine.hasLog() && isOfSuccession(mine) && mine.head() == succession.head();
        if (succession.of() == null) {
            install(new Log());
        } else if (isHere) {
            install(Objects.requireNonNull(own.log(), "this node said that it has a log"));
        } else {
            out.send(succession.holder(), new HistoryMessage.Pull(group, ballot));
        }
    }

    private boolean isOfSuccession(Held one) {
        return one.regime().equals(succession.of());
    }

    void pulled(HistoryMessage.Pulled pulled) {
        if (pulled.ballot().equals(ballot) && regime == null && promised.equals(view)) {
            install(new Log().with(pulled.contents()));
        }
    }

    /** Everybody who knows of an earlier regime has to hear of this one before it begins: none of them can go back. */
    private void install(Log log) {
        Regime before = succession.of();
        Regime next = succession.continues() && before != null
                ? new Regime(ballot, before.epoch(), replicas, before.replicas())
                : new Regime(ballot, before == null ? out.blankEpoch() : out.random(), replicas, List.of());
        regime = next;
        for (long node : concerned()) {
            Contents contents = replicas.contains(node) ? contents(log, node) : null;
            out.send(node, new HistoryMessage.Install(group, next, contents));
        }
    }

    private Set<Long> concerned() {
        Set<Long> concerned = new TreeSet<>(replicas);
        concerned.addAll(held.keySet());
        return concerned;
    }

    private Contents contents(Log log, long node) {
        Held one = held.get(node);
        if (one == null || !one.hasLog() || !isOfSuccession(one) || one.head() > log.head()) {
            return log.contents(Contents.ALL);
        }
        return log.contents(log.reaches(one.head()) ? one.head() : Contents.ALL);
    }

    void installed(long from, HistoryMessage.Installed news) {
        if (active || regime == null || !news.ballot().equals(ballot)) {
            return;
        }
        installed.add(from);
        if (installed.containsAll(concerned())) {
            active = true;
            committed = log().head();
            replicas.forEach(node -> stored.put(node, committed));
            store(List.of());
            // What was not acknowledged before may have become part of it; who follows has to ask for that.
            followers.forEach(node -> out.send(node, new HistoryMessage.Wake(group)));
            early.take().forEach(one -> ask(one.from(), one.question()));
        }
    }

    private Log log() {
        return Objects.requireNonNull(own.log(), "who writes has a log");
    }

    private Regime regime() {
        return Objects.requireNonNull(regime, "who is active has a regime");
    }

    /** Whether there is nothing to repeat, and nobody to catch up. */
    boolean isQuiet() {
        return active
                && !sawLoss
                && !isFull
                && committed == log().head()
                && stored.values().stream().allMatch(head -> head >= committed);
    }

    /** How many bytes of messages wait for this writer to become active. */
    long waitingBytes() {
        return early.bytes();
    }

    /** Something that a node wants of the writer: to hand in, to follow, to read. */
    void ask(long from, HistoryMessage.Question question) {
        if (!active) {
            early.add(from, question);
            return;
        }
        switch (question) {
            case HistoryMessage.Submit submit -> submit(from, submit);
            case HistoryMessage.Follow follow -> follow(from, follow);
            case HistoryMessage.Fetch fetch -> {
                log().trim(policy, committed, out.timeOfDay());
                out.send(from, new HistoryMessage.Fetched(group, fetch.number(), read(fetch.query())));
            }
        }
    }

    private Page read(Query query) {
        return log().read(query, regime().epoch(), committed, CLIENT_BYTES);
    }

    private void follow(long from, HistoryMessage.Follow follow) {
        log().trim(policy, committed, out.timeOfDay());
        Position head = new Position(regime().epoch(), committed);
        Position since = follow.since();
        Page page = since == null ? new Page(head, List.of(), false, false) : log().missed(since, head, succession);
        followers.add(from);
        out.send(from, new HistoryMessage.Followed(group, follow.number(), ballot, page));
    }

    void unfollow(long from) {
        followers.remove(from);
    }

    private void submit(long from, HistoryMessage.Submit submit) {
        Log log = log();
        long last = log.seq(from);
        if (submit.seq() <= last) {
            long offset = log.find(from, submit.seq());
            if (offset > 0 || !isKnown(from, submit)) {
                settle(from, submit.seq(), offset);
            }
        } else if (submit.previous() > last || log.head() - committed >= UNSETTLED || unsettled >= UNSETTLED_BYTES) {
            if (isFull) {
                tellUnknown(from, submit.seq());
            }
        } else if (!isKnown(from, submit)) {
            if (isFull) {
                tellUnknown(from, submit.seq());
            } else {
                take(from, submit);
            }
        }
    }

    private void take(long from, HistoryMessage.Submit submit) {
        Draft draft = submit.draft();
        KeptMessage kept = new KeptMessage(log().head() + 1, out.timeOfDay(), draft.from(), draft.content());
        Entry entry = new Entry(kept, from, submit.seq(), draft.key());
        log().add(entry);
        unsettled += entry.size();
        waiters.add(from, submit.seq(), kept.offset());
        store(List.of(entry));
        stored.put(self, log().head());
        commit();
    }

    /** Answers what was sent before under the same key. */
    private boolean isKnown(long from, HistoryMessage.Submit submit) {
        Draft draft = submit.draft();
        KeyBook.Row row = draft.key().isEmpty()
                ? null
                : log().keys().find(draft.from().user(), draft.key(), out.timeOfDay() - keyMillis);
        if (row == null) {
            return false;
        }
        log().took(from, submit.seq());
        if (row.digest().equals(Digests.of(draft.content()))) {
            settle(from, submit.seq(), row.number());
        } else {
            out.send(from, new HistoryMessage.Settled(group, submit.seq(), new Outcome.Conflict()));
        }
        return true;
    }

    private void settle(long node, long seq, long offset) {
        if (offset <= committed) {
            Outcome placed = new Outcome.Placed(new Position(regime().epoch(), offset));
            out.send(node, new HistoryMessage.Settled(group, seq, placed));
        } else if (isFull) {
            tellUnknown(node, seq);
        } else {
            waiters.add(node, seq, offset);
        }
    }

    private void tellUnknown(long node, long seq) {
        out.send(node, new HistoryMessage.Settled(group, seq, new Outcome.Unknown()));
    }

    /**
     * Whoever waits is told so at once, and nothing more is taken. What was taken already stays, and is acknowledged to whoever
     * repeats it under its key once there is room.
     */
    void full(Ballot claim) {
        if (active && claim.equals(ballot)) {
            isFull = true;
            waiters.take().forEach(waiter -> tellUnknown(waiter.node(), waiter.seq()));
        }
    }

    private void store(List<Entry> entries) {
        for (long node : replicas) {
            if (node != self || entries.isEmpty()) {
                out.send(node, new HistoryMessage.Store(group, ballot, entries));
            }
        }
    }

    void stored(long from, HistoryMessage.Stored news) {
        if (active && news.ballot().equals(ballot) && replicas.contains(from)) {
            isFull &= from != Regime.KEEPER;
            sawLoss |= news.head() < stored.getOrDefault(from, 0L) && from == Regime.KEEPER;
            stored.merge(from, news.head(), Math::max);
            commit();
        }
    }

    /** Who follows hears of a message before its sender hears where it is: the two see the same order. */
    private void commit() {
        for (Entry next : log().behind(committed)) {
            long offset = next.offset();
            Set<Long> with = new HashSet<>();
            stored.forEach((node, head) -> {
                if (head >= offset) {
                    with.add(node);
                }
            });
            if (!regime().suffices(with)) {
                break;
            }
            committed = offset;
            unsettled -= next.size();
            followers.forEach(node -> out.send(node, new HistoryMessage.Committed(group, ballot, next.kept())));
            waiters.take(offset).forEach(waiter -> settle(waiter.node(), waiter.seq(), offset));
        }
        log().trim(policy, committed, out.timeOfDay());
    }

    void tick(long now) {
        if (active && now >= keepAt && !followers.isEmpty()) {
            keepAt = now + KEEP_MS;
            stored.keySet().stream()
                    .filter(node -> node != self)
                    .forEach(node -> out.send(node, new HistoryMessage.Store(group, ballot, List.of())));
        }
        if (active) {
            stored.forEach((node, head) -> catchUp(node, head, now));
        }
    }

    private void catchUp(long node, long head, long now) {
        // One that had no room is asked again also where it lacks nothing: what is refused meanwhile is not in the log.
        if (head >= log().head() && !(isFull && node == Regime.KEEPER)) {
            resending.caughtUp(node);
        } else if (node != self && resending.isDue(node, head, now)) {
            if (!log().reaches(head)) {
                // What it lacks first is not here any more: it gets the whole, and says to the frame after it how far
                // it is.
                out.send(node, new HistoryMessage.Install(group, regime(), log().contents(Contents.ALL)));
            }
            out.send(node, new HistoryMessage.Store(group, ballot, log().behind(head, RESENT_BYTES)));
        }
    }
}
