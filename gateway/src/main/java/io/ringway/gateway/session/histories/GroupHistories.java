package io.ringway.gateway.session.histories;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.logs.LogStore;
import io.ringway.gateway.history.Ballot;
import io.ringway.gateway.history.Draft;
import io.ringway.gateway.history.Histories;
import io.ringway.gateway.history.HistoryMessage;
import io.ringway.gateway.history.HistoryPolicy;
import io.ringway.gateway.history.HistoryPort;
import io.ringway.gateway.history.HistoryRules;
import io.ringway.gateway.history.Outcome;
import io.ringway.gateway.history.Page;
import io.ringway.gateway.history.Query;
import io.ringway.gateway.history.Regime;
import io.ringway.gateway.history.SteadyTime;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Catchup;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.GroupChannel;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.Socket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings groups with a history together with the sessions that are in them, and {@link Histories} with the cluster. What a
 * future says is true in the turn in which it completes, and no longer. Hub only.
 */
public final class GroupHistories implements HistoryPort {
    private static final int TRIES = 3;
    private static final long PAUSE_MS = 300;
    /** Who was about to join when groups came to be kept is in them by then. */
    private static final long SWITCHING_MS = 15_000;

    private final Cluster cluster;
    private final Sessions sessions;
    private final HistoryNews news;
    private final Metrics metrics;
    private final InstantSource clock;
    private final Histories histories;
    private final SecureRandom random = new SecureRandom();
    /** Groups that this node follows, and how many joins of them are on their way. */
    private final Map<Group, Integer> followed = new HashMap<>();

    private final @Nullable HistoryKeeper keeper;

    private final HistoryKeeper.Answers fromKeeper = new HistoryKeeper.Answers() {
        @Override
        public void said(HistoryMessage answer) {
            look();
            histories.receive(now(), Regime.KEEPER, answer);
        }

        @Override
        public void full(Group group, Ballot ballot) {
            histories.full(now(), group, ballot);
        }
    };

    private boolean isStarted;
    private boolean isKept;
    private final FreshGroups fresh = new FreshGroups();
    private final SteadyTime steady = new SteadyTime();

    /** @param store where histories are kept too; null where they are in the nodes' memory alone */
    public GroupHistories(
            Cluster cluster,
            Sessions sessions,
            HistoryRules rules,
            @Nullable LogStore store,
            Metrics metrics,
            InstantSource clock) {
        this.keeper = store == null ? null : new HistoryKeeper(store, clock);
        this.cluster = cluster;
        this.sessions = sessions;
        this.news = new HistoryNews(cluster, rules);
        this.metrics = metrics;
        this.clock = clock;
        this.histories = new Histories(() -> cluster.self().id(), rules.options(), news::policy, this);
        sessions.whenInhabited(group -> fresh.add(group, now()));
    }

    public boolean covers(Group group) {
        return news.policy(group) != null;
    }

    /** Completes with where the message is, once it is kept; fails where that is not known. */
    Future<Outcome> publish(Group group, Draft draft) {
        look();
        Promise<Outcome> settled = Promise.promise();
        if (cluster.isFenced() || !covers(group) || !histories.publish(now(), group, draft, settled::complete)) {
            settled.complete(new Outcome.Unknown());
        }
        return settled.future();
    }

    /** Completes with from where on this node delivers the group, and what the client has missed until there. */
    public Future<Catchup> enter(Group group, Cid cid, @Nullable Position since) {
        look();
        if (!covers(group)) {
            return Future.failedFuture(unavailable());
        }
        followed.merge(group, 1, Integer::sum);
        Promise<Catchup> entered = Promise.promise();
        histories.follow(now(), group, known -> {
            if (!known) {
                entered.fail(unavailable());
            } else if (since == null) {
                entered.complete(new Catchup(position(group), null, List.of()));
            } else {
                recover(group, cid, since, TRIES, entered);
            }
        });
        return entered.future().onComplete(done -> followed.computeIfPresent(group, (same, entering) -> entering - 1));
    }

    private Position position(Group group) {
        return Objects.requireNonNull(histories.position(group), "a group that is followed has a position");
    }

    /** What the writer answers reaches this node behind what it delivers, so that the two fit; tries again where they do not. */
    private void recover(Group group, Cid cid, Position since, int tries, Promise<Catchup> entered) {
        boolean isAsked = tries > 0
                && histories.fetch(now(), group, new Query.Since(since), page -> {
                    Position here = histories.position(group);
                    if (page == null || here == null) {
                        entered.fail(unavailable());
                    } else if (!page.gapless()) {
                        entered.complete(lost(here));
                    } else if (!fits(page, since, here)) {
                        recover(group, cid, since, tries - 1, entered);
                    } else {
                        entered.complete(recovered(page, cid, here));
                    }
                });
        if (!isAsked) {
            entered.fail(unavailable());
        }
    }

    private static boolean fits(Page page, Position since, Position here) {
        return page.head().epoch() == here.epoch()
                && page.head().offset() >= here.offset()
                && since.offset() <= here.offset();
    }

    private Catchup recovered(Page page, Cid cid, Position here) {
        List<KeptMessage> missed = page.messages().stream()
                .filter(message -> message.offset() <= here.offset()
                        && !cid.equals(message.from().cid()))
                .toList();
        metrics.history().recovered(missed.size());
        return new Catchup(here, true, missed);
    }

    private Catchup lost(Position here) {
        metrics.history().notRecovered();
        return new Catchup(here, false, List.of());
    }

    /** Completes with a page of the group's messages. */
    Future<Page> read(Group group, Query query) {
        look();
        Promise<Page> read = Promise.promise();
        boolean isAsked = covers(group)
                && histories.fetch(now(), group, query, page -> {
                    if (page == null) {
                        read.fail(unavailable());
                    } else {
                        read.complete(page);
                    }
                });
        if (!isAsked) {
            read.fail(unavailable());
        }
        return read.future();
    }

    private static Exception unavailable() {
        return new UnavailableException("the group's history did not answer in time");
    }

    /** Up to where a group's messages were delivered here; null where it has no history, or that is not known. */
    public @Nullable Position delivered(Group group) {
        return covers(group) ? histories.position(group) : null;
    }

    public void receive(NodeRef from, HistoryMessage message) {
        look();
        histories.receive(now(), from.id(), message);
    }

    public void nodeDown() {
        look();
    }

    public void tick() {
        lookForKeeper();
        look();
        news.tick();
        fresh.take().forEach(this::followNew);
        histories.tick(now());
        Set<Group> left = new HashSet<>();
        followed.forEach((group, entering) -> {
            if (entering == 0 && sessions.channel(group) == null) {
                left.add(group);
            }
        });
        left.forEach(group -> {
            followed.remove(group);
            histories.unfollow(now(), group);
        });
        metrics.history().kept(histories.messages(), histories.bytes(), histories.written());
    }

    /**
     * The cluster tells of nodes that go, not of those that come. A node that is cut off keeps to those whom it saw before: alone,
     * it would be enough for itself, and acknowledge what nobody else has.
     */
    private void look() {
        boolean isFenced = isStarted && cluster.isFenced();
        histories.fence(now(), isFenced);
        if (isStarted && !isFenced) {
            Set<NodeRef> all = cluster.peers();
            boolean isSwitched = news.look(all);
            Set<Long> peers = new HashSet<>();
            all.forEach(peer -> peers.add(peer.id()));
            if (isKept) {
                peers.add(Regime.KEEPER);
            }
            histories.view(now(), peers);
            if (isSwitched) {
                switched();
            }
        }
    }

    /** Which groups another node keeps by its configuration: then this one does, too. */
    public void receive(NodeRef from, Envelope.HistoryNews said) {
        look();
        if (news.heard(from, said.rules(), said.isAsking())) {
            switched();
        }
    }

    /**
     * Of groups that are kept no longer nothing is left: what is said in them from now on is in no history, and must not be
     * missing in one. In those that are kept from now on the members are told from where on.
     */
    private void switched() {
        histories.forget(group -> !covers(group));
        fresh.watch(now() + SWITCHING_MS);
        sessions.inhabited().forEach(this::followNew);
    }

    private void followNew(Group group) {
        if (covers(group) && !histories.follows(group)) {
            followed.putIfAbsent(group, 0);
            begin(group);
        }
    }

    private void begin(Group group) {
        histories.follow(now(), group, known -> {
            if (known) {
                tellOfGap(group, position(group));
            } else if (covers(group) && sessions.channel(group) != null) {
                begin(group);
            }
        });
    }

    /** A node that is cut off leaves the keeper to the others, who may be many and go on. */
    private void lookForKeeper() {
        isKept = keeper != null && keeper.isThere() && cluster.health().ready();
    }

    /** The cluster is joined, and everybody who is there is known. */
    public void start() {
        isStarted = true;
        lookForKeeper();
        look();
    }

    private long now() {
        return steady.at(clock.millis());
    }

    @Override
    public long timeOfDay() {
        return clock.millis();
    }

    @Override
    public void send(long node, HistoryMessage message) {
        Envelope envelope = new Envelope.History(message);
        cluster.post(
                isSaid(message) ? Traffic.MESSAGES : Traffic.SIGNALS,
                new NodeRef(node, 0),
                EnvelopeCodec.encode(envelope));
    }

    /** What members say, on its way: where that is lost it is missed, and asked for again. */
    private static boolean isSaid(HistoryMessage message) {
        return message instanceof HistoryMessage.Submit
                || message instanceof HistoryMessage.Store
                || message instanceof HistoryMessage.Committed;
    }

    @Override
    public void keep(HistoryMessage message, HistoryPolicy policy, long oldest) {
        Objects.requireNonNull(keeper, "a keeper in sight is there").tell(message, policy, oldest, fromKeeper);
    }

    @Override
    public boolean isKeeping(Group group) {
        return keeper != null && keeper.isAtWork(group);
    }

    @Override
    public void deliver(Group group, long epoch, KeptMessage message) {
        GroupChannel channel = sessions.channel(group);
        if (channel != null) {
            Event event = new Event.GroupMessage(group, message.from(), message.content(), message.offset());
            channel.deliver(event, author(message.from().cid()));
        }
    }

    /** The socket that is not told what it said itself. */
    private @Nullable Socket author(@Nullable Cid cid) {
        Session author = cid == null ? null : sessions.find(cid);
        return author == null || author.dialect().echoes() ? null : author.line();
    }

    @Override
    public void interrupted(Group group, Position position) {
        metrics.history().interrupted();
        tellOfGap(group, position);
    }

    private void tellOfGap(Group group, Position position) {
        GroupChannel channel = sessions.channel(group);
        if (channel != null) {
            channel.deliver(new Event.Interrupted(group, position), null);
        }
    }

    @Override
    public long random() {
        return random.nextLong();
    }

    @Override
    public long pause() {
        return PAUSE_MS + random.nextLong(PAUSE_MS);
    }
}
