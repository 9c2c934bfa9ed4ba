package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import org.jspecify.annotations.Nullable;

/**
 * What one node has of a group's history, and what it has promised: it takes part in no regime of a lower ballot any more.
 * This is all that must not be forgotten while others may count on it.
 */
final class Replica {
    private final Group group;
    private Ballot promised = Ballot.NONE;
    private Ballot heard = Ballot.NONE;
    private @Nullable Regime regime;
    private @Nullable Log log;
    private boolean active;

    Replica(Group group) {
        this.group = group;
    }

    @Nullable
    Regime regime() {
        return regime;
    }

    /** Null where there is none, or others have it. */
    @Nullable
    Log log() {
        return log;
    }

    /** The highest ballot that this node knows of; a claim has to be over it. */
    Ballot heard() {
        return heard.isOver(promised) ? heard : promised;
    }

    void hearOf(Ballot ballot) {
        if (ballot.isOver(heard)) {
            heard = ballot;
        }
    }

    HistoryMessage seek(HistoryMessage.Seek seek) {
        if (!seek.ballot().isOver(promised)) {
            return new HistoryMessage.Refuse(group, seek.ballot(), promised);
        }
        promised = seek.ballot();
        return new HistoryMessage.Promise(group, promised, held());
    }

    private HistoryMessage.@Nullable Held held() {
        Regime known = regime;
        return known == null ? null : new HistoryMessage.Held(known, active, log != null, log == null ? 0 : log.head());
    }

    /** Null where the log is not promised to whoever asks. */
    @Nullable
    HistoryMessage pull(HistoryMessage.Pull pull) {
        return log == null || !pull.ballot().equals(promised)
                ? null
                : new HistoryMessage.Pulled(group, promised, log.contents(HistoryMessage.Contents.ALL));
    }

    HistoryMessage install(HistoryMessage.Install install, HistoryPolicy policy) {
        Ballot ballot = install.regime().ballot();
        if (!promised.equals(ballot)) {
            return new HistoryMessage.Refuse(group, ballot, promised);
        }
        boolean isNew = regime == null || !regime.ballot().equals(ballot);
        HistoryMessage.Contents contents = install.contents();
        if (isNew) {
            Log mine = log == null ? new Log() : log;
            log = contents == null ? null : mine.with(contents);
            regime = install.regime();
            active = false;
        } else if (contents != null && isBehind(contents)) {
            log = new Log().with(contents);
        }
        if (log != null) {
            log.trim(policy, log.head(), 0);
        }
        return new HistoryMessage.Installed(group, ballot);
    }

    /** A whole log of the same regime is for who lacks what its writer has trimmed away by now. */
    private boolean isBehind(HistoryMessage.Contents whole) {
        return log != null && whole.behind() == HistoryMessage.Contents.ALL && whole.head() > log.head();
    }

    /** @param timeOfDay as {@link HistoryPort#timeOfDay} */
    HistoryMessage store(HistoryMessage.Store store, HistoryPolicy policy, long timeOfDay) {
        Regime known = regime;
        Log mine = log;
        if (promised.isOver(store.ballot())
                || mine == null
                || known == null
                || !known.ballot().equals(store.ballot())) {
            return new HistoryMessage.Refuse(group, store.ballot(), promised);
        }
        active = true;
        for (Entry entry : store.entries()) {
            if (entry.offset() == mine.head() + 1) {
                mine.add(entry);
            }
        }
        // Of a writer's own log nothing is trimmed that is not acknowledged; what comes to it is always empty.
        if (!store.entries().isEmpty()) {
            mine.trim(policy, mine.head(), timeOfDay);
        }
        return new HistoryMessage.Stored(group, store.ballot(), mine.head());
    }
}
