package io.ringway.gateway.session.histories;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Group;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.logs.BusyException;
import io.ringway.cluster.logs.DeniedException;
import io.ringway.cluster.logs.FullException;
import io.ringway.cluster.logs.LogContents;
import io.ringway.cluster.logs.LogStore;
import io.ringway.cluster.logs.LogStore.Line;
import io.ringway.cluster.logs.RefusedException;
import io.ringway.gateway.history.Ballot;
import io.ringway.gateway.history.Entry;
import io.ringway.gateway.history.HistoryMessage;
import io.ringway.gateway.history.HistoryPolicy;
import io.ringway.gateway.history.KeyBook;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.protocol.envelope.HistoryCodec;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place outside of the nodes where histories are kept too. Takes what a writer says to a replica and answers as one; or
 * does not answer, where the store does not. Hub only.
 */
final class HistoryKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);

    /** As long as a node may be silent: each coming and going of the keeper begins new regimes. */
    private static final long PATIENCE_MS = 5_000;

    /** A log is not forgotten with its last message: what was promised has to last. */
    private static final long LONGER_MS = 600_000;

    private static final long NEVER = Long.MAX_VALUE;
    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = LogStore.BALLOT_CHARS / 2;
    private static final int RADIX = 16;

    private final LogStore store;
    private final InstantSource clock;
    /** When it last began to fail; {@link #NEVER} where it works. */
    private long failingSince = NEVER;

    private boolean isProbed;
    /** Something may not be done there: that other things may says nothing, until all has been tried. */
    private boolean isDenied;

    /** Groups of which a log is given or taken, which may take several steps; and whose claim that is for. */
    private final Map<Group, Ballot> atWork = new HashMap<>();

    /** Who is told, in a later turn. */
    interface Answers {
        void said(HistoryMessage answer);

        /** There is no room for what a claim of this group wanted to add. */
        void full(Group group, Ballot ballot);
    }

    HistoryKeeper(LogStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Whether to count on it: not once nothing has worked for a while. To be asked often: what has failed is tried again, also
     * where there is nothing to keep.
     */
    boolean isThere() {
        if (failingSince == NEVER && store.trouble().isEmpty()) {
            return true;
        }
        if (!isProbed) {
            isProbed = true;
            store.probe().onComplete(done -> {
                isProbed = false;
                isDenied &= done.failed();
                heard(done.cause());
            });
        }
        return isCounted();
    }

    private boolean isCounted() {
        return failingSince == NEVER || clock.millis() - failingSince < PATIENCE_MS;
    }

    /**
     * One that is full has what it has, and stays; one that was away does not come back full. What was not asked because others wait
     * says nothing. Of one that does not let something be done, what else it does says nothing.
     */
    private void heard(@Nullable Throwable failure) {
        if (!(failure instanceof BusyException)) {
            isDenied |= failure instanceof DeniedException;
            boolean works = failure == null
                    || failure instanceof RefusedException
                    || (failure instanceof FullException && isCounted());
            failingSince = works && !isDenied ? NEVER : Math.min(failingSince, clock.millis());
        }
    }

    /** Whether it is at a log of the group still. */
    boolean isAtWork(Group group) {
        return atWork.containsKey(group);
    }

    /** @param oldest the first offset to keep */
    void tell(HistoryMessage message, HistoryPolicy policy, long oldest, Answers answer) {
        Duration age = Duration.ofMillis(policy.ageMillis() + LONGER_MS);
        HistoryCodec codec = new HistoryCodec(message.group().tenant());
        switch (message) {
            case HistoryMessage.Seek(Group group, Ballot ballot) ->
                answer(
                        group,
                        ballot,
                        store.promise(key(group), text(ballot), age),
                        answer,
                        held -> new HistoryMessage.Promise(
                                group, ballot, held.isEmpty() ? null : held(codec, held.get())));
            case HistoryMessage.Pull(Group group, Ballot ballot) ->
                answer(
                        group,
                        ballot,
                        working(group, ballot, store.read(key(group), text(ballot))),
                        answer,
                        found -> found.isEmpty()
                                ? null
                                : new HistoryMessage.Pulled(group, ballot, contents(codec, found.get())));
            case HistoryMessage.Install install -> install(codec, install, age, answer);
            case HistoryMessage.Store(Group group, Ballot ballot, List<Entry> entries) -> {
                List<Line> lines = lines(codec, entries);
                answer(
                        group,
                        ballot,
                        store.append(key(group), text(ballot), lines, oldest, age),
                        answer,
                        head -> new HistoryMessage.Stored(group, ballot, head));
            }
            default -> throw new IllegalArgumentException("not for a replica: " + message.getClass());
        }
    }

    private void install(HistoryCodec codec, HistoryMessage.Install install, Duration age, Answers answer) {
        HistoryMessage.Contents contents = install.contents();
        if (contents == null) {
            throw new IllegalArgumentException("the keeper is in every regime that it is told of");
        }
        Ballot ballot = install.regime().ballot();
        if (ballot.equals(atWork.get(install.group()))) {
            // It is told again of what it is at: one after the other gets there sooner than both at once.
            return;
        }
        LogContents log = new LogContents(
                contents.behind(),
                contents.head(),
                lines(codec, contents.entries()),
                contents.seqs(),
                new Written<>(contents.keys(), codec::write));
        Future<Void> installed =
                store.install(key(install.group()), text(ballot), codec.write(install.regime()), log, age);
        answer(
                install.group(),
                ballot,
                working(install.group(), ballot, installed),
                answer,
                done -> new HistoryMessage.Installed(install.group(), ballot));
    }

    private <T> Future<T> working(Group group, Ballot ballot, Future<T> work) {
        if (!work.isComplete()) {
            atWork.put(group, ballot);
        }
        return work.onComplete(done -> atWork.remove(group, ballot));
    }

    private <T> void answer(
            Group group, Ballot ballot, Future<T> asked, Answers told, Function<T, @Nullable HistoryMessage> answer) {
        asked.onComplete(done -> {
            heard(done.cause());
            if (done.succeeded()) {
                HistoryMessage said = answer.apply(done.result());
                if (said != null) {
                    told.said(said);
                }
            } else if (done.cause() instanceof RefusedException refusal) {
                told.said(new HistoryMessage.Refuse(group, ballot, ballot(refusal.promised())));
            } else if (done.cause() instanceof FullException) {
                told.full(group, ballot);
            }
        });
    }

    /** What a later release wrote is no history here: it is begun anew, and whoever knows a position is told of a gap. */
    private static HistoryMessage.@Nullable Held held(HistoryCodec codec, LogStore.Held held) {
        try {
            return new HistoryMessage.Held(codec.regime(held.regime()), held.active(), true, held.head());
        } catch (EnvelopeException unreadable) {
            LOG.warn("A history that is kept cannot be read, and is begun anew: {}", unreadable.getMessage());
            return null;
        }
    }

    private static HistoryMessage.Contents contents(HistoryCodec codec, LogContents log) {
        List<Entry> entries = new ArrayList<>();
        List<KeyBook.Row> keys = new ArrayList<>();
        try {
            for (Line line : log.lines()) {
                entries.add(codec.entry(line.body()));
            }
            for (Bytes mark : log.marks()) {
                keys.add(codec.row(mark));
            }
        } catch (EnvelopeException unreadable) {
            LOG.warn("Messages that are kept cannot be read, and are given up: {}", unreadable.getMessage());
            entries.clear();
            keys.clear();
        }
        return new HistoryMessage.Contents(HistoryMessage.Contents.ALL, log.head(), entries, log.seqs(), keys);
    }

    private static List<Line> lines(HistoryCodec codec, List<Entry> entries) {
        return new Written<>(
                entries,
                entry -> new Line(
                        entry.kept().offset(),
                        codec.write(entry),
                        entry.origin(),
                        entry.seq(),
                        entry.row().map(codec::write).orElse(Bytes.EMPTY)));
    }

    /** A list that is written as it is gone through: many large ones may wait for their turn to be sent. */
    private static final class Written<T, R> extends AbstractList<R> {
        private final List<T> from;
        private final Function<T, R> how;

        Written(List<T> from, Function<T, R> how) {
            this.from = from;
            this.how = how;
        }

        @Override
        public R get(int index) {
            return how.apply(from.get(index));
        }

        @Override
        public int size() {
            return from.size();
        }
    }

    private static String key(Group group) {
        return new ListKey(group.tenant(), group.name()).text();
    }

    /** So that texts are in the order of the ballots. */
    private static String text(Ballot ballot) {
        return HEX.toHexDigits(ballot.round()) + HEX.toHexDigits(ballot.node());
    }

    private static Ballot ballot(String text) {
        return text.length() < LogStore.BALLOT_CHARS
                ? Ballot.NONE
                : new Ballot(
                        Long.parseUnsignedLong(text, 0, DIGITS, RADIX),
                        Long.parseUnsignedLong(text, DIGITS, LogStore.BALLOT_CHARS, RADIX));
    }
}
