package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import io.ringway.gateway.protocol.Position;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The histories of one node: what it keeps, writes, follows, hands in and reads. Each method is one step; what a node says
 * to itself is carried out before the step ends. Time is given in milliseconds, and never set back ({@link SteadyTime}): messages are as
 * old as {@link HistoryPort#timeOfDay} makes them.
 */
public final class Histories {
    private static final int SUBMISSIONS = 10_000;
    private static final int FETCHES = 10_000;
    private static final long SUBMITTED_BYTES = 32L << 20;
    /** Of all groups that this node is about to write. */
    private static final long WAITING_BYTES = 32L << 20;
    /** Groups that nothing was said in may be so many as would take this part of the memory. */
    private static final int PART_FOR_BLANKS = 4;

    private final LongSupplier self;
    private final HistoryPort port;
    private final HistoryOptions options;
    private final KnownGroups groups;
    private final Blanks blanks;
    private final Fetches fetches = new Fetches();
    private final Steps steps = new Steps();
    private final HistoryView view;
    private final Unheard unheard;
    private final HistoryFence fence = new HistoryFence();
    private final Quota handedIn = new Quota(SUBMISSIONS, SUBMITTED_BYTES);
    private final ClaimQuota claims = new ClaimQuota();

    /**
     * @param self this node
     * @param policies what is kept of a group; null where nothing is
     */
    public Histories(
            LongSupplier self,
            HistoryOptions options,
            Function<Group, @Nullable HistoryPolicy> policies,
            HistoryPort port) {
        this.self = self;
        this.options = options;
        this.blanks = new Blanks(port::random);
        this.groups = new KnownGroups(policies, blanks);
        this.port = port;
        this.view = new HistoryView(self);
        this.unheard = new Unheard(view, fence, blanks);
    }

    /**
     * Who is in sight, without this node; and {@link Regime#KEEPER} where that can be reached. While this node is cut off, that
     * stays as it was.
     */
    public void view(long now, Set<Long> peers) {
        if (!fence.isClosed() && view.change(now, peers, blanks::renew)) {
            step(now, () -> groups.all().forEach(one -> changed(one, now)));
        }
    }

    /**
     * Whether this node has to assume that others go on without it. It claims nothing meanwhile, and writes nothing before it has
     * claimed that anew, from those whom it had in sight before: others may write by then, and what it has is not the latest.
     * Of what was handed in here nothing is known from then on.
     */
    public void fence(long now, boolean isNow) {
        if (fence.isNew(now, isNow)) {
            groups.cutOff();
        }
    }

    private void changed(GroupHistory one, long now) {
        Following following = one.following;
        if (following != null) {
            sendToWriter(one, following.ask(now));
        }
        one.submissions.all(now).forEach(submit -> sendToWriter(one, submit));
        one.followers.retainAll(view.nodes());
        if (!view.isWriter(one)) {
            one.resign();
        }
        groups.note(one);
    }

    /**
     * Hands a message in.
     *
     * @return false where too much is waiting already: then nothing is told
     */
    public boolean publish(long now, Group group, Draft draft, Consumer<Outcome> settled) {
        if (handedIn.isUsedUp()) {
            return false;
        }
        handedIn.take(draft.size());
        GroupHistory one = groups.touch(group, now);
        HistoryMessage submit = one.submissions.add(draft, now, outcome -> {
            handedIn.giveBack(draft.size());
            settled.accept(outcome);
        });
        step(now, () -> sendToWriter(one, submit));
        return true;
    }

    /** Follows a group, if this node does not yet, and says when it is known from where on. */
    public void follow(long now, Group group, Consumer<Boolean> ready) {
        GroupHistory one = groups.touch(group, now);
        Following following = one.following;
        if (following == null) {
            following = new Following(group, port);
            one.following = following;
            following.whenReady(now, ready);
            HistoryMessage ask = following.ask(now);
            step(now, () -> sendToWriter(one, ask));
        } else {
            following.whenReady(now, ready);
        }
    }

    public void unfollow(long now, Group group) {
        GroupHistory one = groups.get(group);
        if (one != null && one.following != null) {
            one.following = null;
            step(now, () -> sendToWriter(one, new HistoryMessage.Unfollow(group)));
        }
    }

    public boolean follows(Group group) {
        GroupHistory one = groups.get(group);
        return one != null && one.following != null;
    }

    /** Nothing is kept of these groups any more, and nothing of what was: whoever waits for something is told so. */
    public void forget(Predicate<Group> which) {
        groups.forget(which);
        fetches.forget(which);
    }

    /** Up to where a group's messages were delivered here; null where this node does not follow it, or does not know yet. */
    @Nullable
    public Position position(Group group) {
        GroupHistory one = groups.get(group);
        return one == null || one.following == null ? null : one.following.position();
    }

    /**
     * Reads from a group's history.
     *
     * @return false where too much is being read already: then nothing is told
     */
    public boolean fetch(long now, Group group, Query query, Consumer<@Nullable Page> fetched) {
        if (fetches.size() >= FETCHES) {
            return false;
        }
        HistoryMessage fetch = fetches.add(group, query, now, fetched);
        step(now, () -> sendToWriter(fetch));
        return true;
    }

    /** How many messages are kept here, for how many bytes. */
    public long messages() {
        return groups.size().messages();
    }

    /** How many groups this node gives their order. */
    public int written() {
        return groups.size().written();
    }

    public long bytes() {
        return groups.size().bytes();
    }

    /** How many groups are known here that nothing was said in. */
    int blanks() {
        return groups.size().blanks();
    }

    /** Whether a group has a history. */
    public boolean covers(Group group) {
        return groups.covers(group);
    }

    /** What another node says; of groups that have no history here, nothing. */
    public void receive(long now, long from, HistoryMessage message) {
        if (covers(message.group())) {
            step(now, () -> handle(now, from, message));
        }
    }

    /** The keeper answers, and has no room for what the claim of this ballot wants to add. */
    public void full(long now, Group group, Ballot ballot) {
        GroupHistory one = groups.get(group);
        if (one != null) {
            step(now, () -> {
                writing(one, writing -> writing.full(ballot));
                groups.note(one);
            });
        }
    }

    /** Repeats what had no answer, takes over what is this node's to write, forgets what is old. */
    public void tick(long now) {
        step(now, () -> {
            claims.begin();
            for (GroupHistory one : groups.due(now)) {
                boolean isDue = mayWrite(one) && one.needsClaim(view.replicas(one), view.nodes(), now);
                if (isDue && mayClaim(one)) {
                    claim(one, now);
                }
                tick(one, now);
                groups.looked(one, isDue || one.isBusy(mayWrite(one)), now);
            }
            fetches.again(now).forEach(this::sendToWriter);
            fetches.expire(now);
            groups.shrink(options.bytes(), options.bytes() / PART_FOR_BLANKS / GroupHistory.OVERHEAD, now);
        });
    }

    private void tick(GroupHistory one, long now) {
        if (one.writing != null) {
            one.writing.tick(now);
        }
        Following following = one.following;
        if (following != null) {
            if (following.isDue(now)) {
                sendToWriter(one, following.ask(now));
            }
            following.expire(now);
        }
        one.submissions.again(now).forEach(submit -> sendToWriter(one, submit));
        one.submissions.expire(now);
        if (!view.isWriter(one) && one.isMisplaced(view.replicas(one), now)) {
            sendToWriter(one, new HistoryMessage.Wake(one.group));
        }
        one.expire(port.timeOfDay(), options.keyMillis());
        if (one.isForgotten(now)) {
            groups.remove(one);
        }
    }

    private void sendToWriter(GroupHistory one, HistoryMessage message) {
        if (!view.isEmpty()) {
            send(view.replicas(one).getFirst(), message);
        }
    }

    private void sendToWriter(HistoryMessage message) {
        if (!view.isEmpty()) {
            send(view.writer(message.group()), message);
        }
    }

    private void send(long node, HistoryMessage message) {
        if (node == self.getAsLong()) {
            steps.toSelf(message);
        } else if (node == Regime.KEEPER) {
            GroupHistory one = Objects.requireNonNull(groups.get(message.group()), "who writes has a history");
            port.keep(message, one.policy, one.oldest());
        } else {
            port.send(node, message);
        }
    }

    private void step(long now, Runnable work) {
        steps.run(work, message -> handle(now, self.getAsLong(), message));
    }

    /** While others may go on without this node, quiet groups have time. */
    private boolean mayWrite(GroupHistory one) {
        return view.isWriter(one) && (one.isWoken || !fence.isClosed());
    }

    private boolean mayClaim(GroupHistory one) {
        return !fence.isClosed() && !claims.isUsedUp(one.isAwaited);
    }

    private void claim(GroupHistory one, long now) {
        claims.take(one.bytes());
        Writing before = one.writing;
        Ballot highest = one.replica.heard();
        long round =
                Math.max(highest.round(), before == null ? 0 : before.ballot().round()) + 1;
        Ballot ballot = new Ballot(round, self.getAsLong());
        WriterPort out = new WriterPortOf(one, port, blanks, (message, node) -> send(node, message));
        Writing writing = new Writing(one, ballot, view.nodes(), view.replicas(one), options, now, out);
        one.begin(writing);
    }

    private void handle(long now, long from, HistoryMessage message) {
        if (message instanceof HistoryMessage.Fetched fetched) {
            fetches.fetched(fetched);
            return;
        }
        if (groups.get(message.group()) == null && !unheard.isNews(message, now)) {
            unheard.answer(message).ifPresent(answer -> send(from, answer));
            return;
        }
        GroupHistory one = groups.touch(message.group(), now);
        handle(one, now, from, message);
        groups.note(one);
    }

    private void handle(GroupHistory one, long now, long from, HistoryMessage message) {
        switch (message) {
            case HistoryMessage.Seek seek -> {
                one.yieldTo(seek.ballot());
                send(from, one.replica.seek(seek));
            }
            case HistoryMessage.Install install -> {
                one.yieldTo(install.regime().ballot());
                send(from, one.replica.install(install, one.policy));
            }
            case HistoryMessage.Store store -> send(from, one.replica.store(store, one.policy, port.timeOfDay()));
            case HistoryMessage.Pull pull -> {
                HistoryMessage pulled = one.replica.pull(pull);
                if (pulled != null) {
                    send(from, pulled);
                }
            }
            case HistoryMessage.Refuse refuse -> refused(one, refuse, now);
            case HistoryMessage.Wake wake -> woken(one, from, now);
            case HistoryMessage.Submit submit -> ask(one, from, submit, now);
            case HistoryMessage.Follow follow -> ask(one, from, follow, now);
            case HistoryMessage.Fetch fetch -> ask(one, from, fetch, now);
            case HistoryMessage.Followed followed -> followed(one, from, followed, now);
            case HistoryMessage.Committed committed -> committed(one, from, committed, now);
            case HistoryMessage.Settled settled -> one.submissions.settled(settled, now);
            case HistoryMessage.Fetched fetched -> {}
            case HistoryMessage.Unfollow unfollow -> writing(one, writing -> writing.unfollow(from));
            case HistoryMessage.Promise promise -> writing(one, writing -> writing.promise(from, promise));
            case HistoryMessage.Pulled pulled -> writing(one, writing -> writing.pulled(pulled));
            case HistoryMessage.Installed done -> writing(one, writing -> writing.installed(from, done));
            case HistoryMessage.Stored stored -> writing(one, writing -> writing.stored(from, stored));
        }
    }

    private interface Work {
        void with(Writing writing);
    }

    private static void writing(GroupHistory one, Work work) {
        if (one.writing != null) {
            work.with(one.writing);
        }
    }

    /** Who asks a node that does not write asks again, once it sees who does. */
    private void ask(GroupHistory one, long from, HistoryMessage.Question question, long now) {
        if (view.isWriter(one) && one.writing == null) {
            one.wake(question.isAwaited());
            if (now >= one.claimAt && mayClaim(one)) {
                claim(one, now);
            }
        }
        writing(one, writing -> {
            if (writing.isActive() || groups.size().waiting() < WAITING_BYTES) {
                writing.ask(from, question);
            }
        });
    }

    /** Somebody keeps what this node should write; or the writer says that there may be more than this node has. */
    private void woken(GroupHistory one, long from, long now) {
        // All groups of a node that has died may be woken at once: each has its turn in the next ticks.
        one.isWoken |= view.isWriter(one) && one.writing == null;
        one.question().filter(any -> view.hasPeer(from)).ifPresent(question -> send(from, question));
        if (one.following != null && view.isWriter(one, from)) {
            sendToWriter(one, one.following.ask(now));
        }
    }

    /** Another node claims the same: one of the two has yet to see who is there. */
    private void refused(GroupHistory one, HistoryMessage.Refuse refuse, long now) {
        if (one.writing != null && one.writing.ballot().equals(refuse.ballot())) {
            one.writing = null;
            one.replica.hearOf(refuse.promised());
            one.claimAt = now + port.pause();
        }
    }

    private void followed(GroupHistory one, long from, HistoryMessage.Followed news, long now) {
        if (one.following != null && view.isWriter(one, from)) {
            one.following.followed(news, now);
        }
    }

    private void committed(GroupHistory one, long from, HistoryMessage.Committed news, long now) {
        Following following = one.following;
        if (following != null && view.isWriter(one, from) && following.committed(news)) {
            sendToWriter(one, following.ask(now));
        }
    }
}
