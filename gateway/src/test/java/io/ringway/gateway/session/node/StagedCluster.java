package io.ringway.gateway.session.node;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.cluster.mesh.UnreachableException;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.whereabouts.Whereabouts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of one node, among peers that a test plays: it says who is there and what they answer, or links it with another one,
 * to which questions, payloads and news of moves go then. What is known of moves is real, and groups have their own members alone.
 */
public final class StagedCluster {
    private static final long ENDS_KNOWN_MS = 60_000;

    public final Whereabouts whereabouts = new Whereabouts();
    /** What the peers are told that this node has taken over. */
    public final List<Move> told = new CopyOnWriteArrayList<>();
    /** What this node has posted, to whomever. */
    public final List<Buffer> posted = new CopyOnWriteArrayList<>();

    /** Seen in every group as one whose node is lost, until it joins here; null for nobody. */
    public volatile @Nullable Member missed;

    public volatile Set<NodeRef> peers = Set.of();
    /** Peers that this node has dropped messages for, which they have not been told. */
    public volatile Set<NodeRef> owed = Set.of();

    public volatile BiFunction<NodeRef, Buffer, Future<Buffer>> answers = this::askLinked;
    /** Whether what this node posts, or passes on, stays under way until {@link #arrive}; answers do not. */
    public volatile boolean isLate;

    private final Queue<Runnable> underWay = new ConcurrentLinkedQueue<>();
    private final Set<Cid> handed = ConcurrentHashMap.newKeySet();
    private final LocalCluster self = new LocalCluster();
    private final byte[] secret;
    private final Map<NodeRef, StagedCluster> linked = new ConcurrentHashMap<>();
    private volatile @Nullable Inbox inbox;
    private volatile @Nullable Context hub;

    /** @param secret which the peers have too */
    public StagedCluster(byte[] secret) {
        this.secret = secret;
    }

    /** Two nodes see each other. */
    public static void link(StagedCluster one, StagedCluster other) {
        one.linked.put(other.self(), other);
        other.linked.put(one.self(), one);
        one.peers = Set.of(other.self());
        other.peers = Set.of(one.self());
    }

    public NodeRef self() {
        return self.self();
    }

    /** What the peers say to the node. */
    public Inbox inbox() {
        return Objects.requireNonNull(inbox, "not started");
    }

    public Cluster cluster() {
        return (Cluster) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Cluster.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    private @Nullable Object call(Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "peers" -> peers;
            case "secret" -> secret.clone();
            case "reaches" -> true;
            case "view" -> view((Group) arguments[0]);
            case "nodesOf", "withMembers" -> Future.succeededFuture(List.copyOf(linked.keySet()));
            case "owes" -> owed.contains((NodeRef) arguments[0]);
            case "ask" -> answers.apply((NodeRef) arguments[0], (Buffer) arguments[1]);
            case "locate" -> locate((Cid) arguments[0]);
            case "lastPlace" -> lastPlace((Cid) arguments[0]);
            case "adopt" -> adopt(new Move((Cid) arguments[0], (int) arguments[1]));
            case "hasEnded" -> whereabouts.hasEnded((Cid) arguments[0]);
            case "ended" -> ended((Cid) arguments[0]);
            case "handOver" -> {
                handed.add((Cid) arguments[0]);
                whereabouts.moved((NodeRef) arguments[1], new Move((Cid) arguments[0], (int) arguments[2]));
                yield null;
            }
            case "post" -> post(arguments[0], (Buffer) arguments[1]);
            case "send" ->
                arguments[arguments.length - 2] instanceof Cid cid && linked.containsKey(whereabouts.of(cid))
                        ? sendLinked(cid, (Buffer) arguments[arguments.length - 1])
                        : asOne(method, arguments);
            default -> {
                if (method.getName().equals("start")) {
                    hub = (Context) arguments[0];
                    inbox = (Inbox) arguments[1];
                }
                yield asOne(method, arguments);
            }
        };
    }

    private @Nullable Object asOne(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(self, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private @Nullable GroupView view(Group group) {
        GroupView view = self.view(group);
        Member other = missed;
        return view == null || other == null
                ? view
                : (GroupView) Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {GroupView.class}, (proxy, method, arguments) -> {
                            Object answer = method.invoke(view, arguments);
                            boolean isAskedFor = method.getName().equals("member")
                                    && other.cid().equals(arguments[0]);
                            return answer == null && isAskedFor ? other : answer;
                        });
    }

    private @Nullable NodeRef locate(Cid cid) {
        NodeRef at = whereabouts.of(cid);
        return at.equals(self()) || peers.contains(at) ? at : null;
    }

    private Cluster.Place lastPlace(Cid cid) {
        return new Cluster.Place(whereabouts.of(cid), whereabouts.count(cid));
    }

    private @Nullable Object adopt(Move move) {
        whereabouts.moved(self(), move);
        told.add(move);
        linked.values()
                .forEach(other -> other.run(() -> {
                    if (other.whereabouts.moved(self(), move)) {
                        other.inbox().adopted(move.cid(), self());
                    }
                }));
        return null;
    }

    /** One that has never moved is nobody else's. */
    private @Nullable Object ended(Cid cid) {
        NodeRef at = whereabouts.movedTo(cid);
        if (at != null && at.id() == self().id()) {
            whereabouts.ended(at, new Move(cid, whereabouts.count(cid)), ENDS_KNOWN_MS);
        }
        return null;
    }

    private @Nullable Object post(Object to, Buffer payload) {
        posted.add(payload);
        StagedCluster other = to instanceof NodeRef node ? linked.get(node) : linked.get(whereabouts.of((Cid) to));
        if (other != null) {
            onTheWay(() -> other.run(() -> {
                if (to instanceof Cid cid) {
                    other.arrived(self(), cid, payload);
                } else {
                    other.inbox().message(self(), payload);
                }
            }));
        }
        return null;
    }

    private void onTheWay(Runnable arrives) {
        if (isLate) {
            underWay.add(arrives);
        } else {
            arrives.run();
        }
    }

    /** What was under way arrives, in order, and nothing is late any more. */
    public void arrive() {
        run(() -> {
            isLate = false;
            for (Runnable next = underWay.poll(); next != null; next = underWay.poll()) {
                next.run();
            }
        });
    }

    /** What comes too late for a connection that this node has handed over goes after it. */
    private boolean arrived(NodeRef from, Cid to, Buffer payload) {
        boolean isTaken = inbox().message(from, to, payload);
        StagedCluster next = isTaken || !handed.contains(to) ? null : linked.get(whereabouts.of(to));
        if (next != null) {
            onTheWay(() -> next.run(() -> next.inbox().message(self(), to, payload)));
        }
        return isTaken || next != null;
    }

    private Future<Boolean> sendLinked(Cid to, Buffer payload) {
        StagedCluster other = Objects.requireNonNull(linked.get(whereabouts.of(to)));
        Promise<Boolean> taken = Promise.promise();
        other.run(() -> {
            boolean isTaken = other.arrived(self(), to, payload);
            run(() -> taken.complete(isTaken));
        });
        return taken.future();
    }

    public Future<Buffer> askLinked(NodeRef node, Buffer question) {
        StagedCluster other = linked.get(node);
        if (other == null) {
            return Future.failedFuture(new UnreachableException("does not answer"));
        }
        Promise<Buffer> answer = Promise.promise();
        other.run(() -> other.inbox().asked(self(), question).onComplete(done -> run(() -> answer.handle(done))));
        return answer.future();
    }

    private void run(Runnable task) {
        Objects.requireNonNull(hub, "not started").runOnContext(turn -> task.run());
    }
}
