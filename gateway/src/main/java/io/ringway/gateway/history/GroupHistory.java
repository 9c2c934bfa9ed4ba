package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that one node has to do with the history of one group. It is forgotten only when no claim was heard of for a minute:
 * a node must not take part in what it has promised not to. Where nothing was said, there is nothing to go on with, and it may be
 * forgotten before.
 */
final class GroupHistory {
    private static final long WAKE_MS = 2_000;
    private static final long IDLE_MS = 60_000;
    /** What a group takes beside its messages, in bytes. */
    static final int OVERHEAD = 1_024;

    private static final int KEY_BYTES = 200;

    final Group group;
    final HistoryPolicy policy;
    final Replica replica;
    final Submissions submissions;
    /** Who wants every message of this node, if it writes; they stay when it claims that anew. */
    final Set<Long> followers = new TreeSet<>();

    @Nullable
    Writing writing;

    @Nullable
    Following following;
    /** No claim before: another one's was higher. */
    long claimAt;
    /** Whether it is one of the {@link KnownGroups}. */
    boolean isKnown;
    /** When to look at it again; set by the {@link Agenda}. */
    long lookAt = Long.MIN_VALUE;
    /** What of it is in the sums. */
    Size counted = Size.NONE;
    /** Others keep what this node should write. */
    boolean isWoken;
    /** Somebody waits until this node writes it. */
    boolean isAwaited;

    private Set<Long> placedIn = Set.of();
    private List<Long> replicas = List.of();
    private long wakeAt;
    private long touched;

    GroupHistory(Group group, HistoryPolicy policy, long now) {
        this.group = group;
        this.policy = policy;
        this.replica = new Replica(group);
        this.submissions = new Submissions(group, now);
        this.touched = now;
    }

    /** Who shall keep it, given who is in sight: worked out once for each view, as it is asked for all the time. */
    List<Long> replicas(Set<Long> view) {
        if (replicas.isEmpty() || !placedIn.equals(view)) {
            placedIn = view;
            replicas = Rendezvous.replicas(group, view);
        }
        return replicas;
    }

    void touch(long now) {
        touched = now;
    }

    /** @param awaited whether somebody waits until this node writes it */
    void wake(boolean awaited) {
        isWoken = true;
        isAwaited |= awaited;
    }

    void begin(Writing next) {
        writing = next;
        isWoken = false;
        isAwaited = false;
        next.begin();
    }

    /** Another node shall write it. */
    void resign() {
        writing = null;
        isAwaited = false;
        followers.clear();
    }

    /** Whoever claims more ends what this node does as a writer. */
    void yieldTo(Ballot ballot) {
        if (writing != null && ballot.isOver(writing.ballot())) {
            writing = null;
        }
    }

    /** Others may write it by now: this node answers for it no more, and knows nothing of what was handed in here. */
    void cutOff() {
        submissions.expire(Long.MAX_VALUE);
        writing = null;
    }

    long bytes() {
        Log log = replica.log();
        return OVERHEAD
                + (log == null ? 0 : log.bytes() + (long) KEY_BYTES * log.keys().size());
    }

    Size size() {
        Log log = replica.log();
        return new Size(
                isBlank() ? 0 : bytes(),
                log == null ? 0 : log.size(),
                isBlank() ? 1 : 0,
                writing != null && writing.isActive() ? 1 : 0,
                waitingBytes());
    }

    /** Whether nothing was said in it, as far as is known here. */
    boolean isBlank() {
        Log log = replica.log();
        return log == null || log.head() == 0;
    }

    /** Whether nobody here waits for anything of it, and nobody hears what is said in it through this node. */
    boolean isUnused() {
        return following == null && submissions.isEmpty() && followers.isEmpty();
    }

    /** Whether something is going on that has to be looked at in every tick. */
    boolean isBusy(boolean isWriter) {
        return !submissions.isEmpty()
                || (following != null && !following.isQuiet())
                || (writing != null ? !writing.isQuiet() : isWriter && (isWoken || replica.log() != null));
    }

    /** The offset of the first message that is here, or would be. */
    long oldest() {
        Log log = replica.log();
        return log == null ? 1 : log.first();
    }

    /** Of messages that wait until this node writes. */
    long waitingBytes() {
        return writing == null ? 0 : writing.waitingBytes();
    }

    /** Which groups are claimed first, where not all can be: the lowest. */
    int turn() {
        return isAwaited ? 0 : isWoken ? 1 : 2;
    }

    /** Up to where this node may trim. */
    long trimmable() {
        Log log = replica.log();
        return writing != null && writing.isActive() ? writing.committed() : log == null ? 0 : log.head();
    }

    /** Whether it is kept by others than it should be, given who is in sight, and whoever should write is to be told. */
    boolean isMisplaced(List<Long> replicas, long now) {
        Regime regime = replica.regime();
        if (regime == null || replica.log() == null || regime.replicas().equals(replicas) || now < wakeAt) {
            return false;
        }
        wakeAt = now + WAKE_MS;
        return true;
    }

    /** Whether this node, which should write, has to claim that anew. */
    boolean needsClaim(List<Long> replicas, Set<Long> view, long now) {
        Writing current = writing;
        if (now < claimAt) {
            return false;
        }
        if (current == null) {
            return isWoken || replica.log() != null;
        }
        boolean isOutdated = current.isActive()
                ? !current.replicas().equals(replicas)
                : !current.view().equals(view);
        return isOutdated || current.isStuck(now) || current.sawLoss();
    }

    /**
     * What this node, where it writes, says to another that keeps the group in another way. While the two did not see each other, that
     * one may have taken part in a later regime, and acknowledged what this node does not have: then it refuses, and this node
     * claims anew. So does one that was not asked by the claim before.
     */
    Optional<HistoryMessage> question() {
        return Optional.ofNullable(writing)
                .filter(Writing::isActive)
                .map(current -> new HistoryMessage.Store(group, current.ballot(), List.of()));
    }

    /** Nothing will come of what is waited for. */
    void giveUp() {
        submissions.expire(Long.MAX_VALUE);
        if (following != null) {
            following.expire(Long.MAX_VALUE);
        }
    }

    /** @param timeOfDay as {@link HistoryPort#timeOfDay} */
    void expire(long timeOfDay, long keyMillis) {
        Log log = replica.log();
        if (log != null) {
            log.trim(policy, trimmable(), timeOfDay);
            log.keys().expire(timeOfDay - keyMillis);
        }
    }

    /** Whether nobody would miss it. What was promised is forgotten too, so that has to be long ago. */
    boolean isForgotten(long now) {
        Log log = replica.log();
        return (log == null || (log.size() == 0 && log.keys().isEmpty()))
                && isUnused()
                && now >= touched + (log == null || log.head() == 0 ? IDLE_MS : Math.max(IDLE_MS, policy.ageMillis()));
    }

    /** As {@link #isForgotten}, where memory is short: positions in it are unknown from then on. */
    boolean isIdle(long now) {
        return isUnused() && now >= touched + IDLE_MS;
    }
}
