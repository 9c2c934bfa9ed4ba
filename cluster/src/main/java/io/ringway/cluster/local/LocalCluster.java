package io.ringway.cluster.local;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Claims;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Inbox;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.UserId;
import io.ringway.cluster.claims.ClaimBook;
import io.ringway.cluster.listing.GroupTable;
import io.ringway.cluster.listing.UserTable;
import io.ringway.cluster.mesh.UnreachableException;
import io.ringway.cluster.presence.Effects;
import io.ringway.cluster.presence.Message;
import io.ringway.cluster.presence.Presence;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of one node. Runs the same presence core as the one for many, with nobody to ask: every future is completed
 * when it is returned, every change is reported before the method that made it returns.
 */
public final class LocalCluster implements Cluster {
    private static final int SECRET_BYTES = 32;

    private final NodeRef self = new NodeRef(new SecureRandom().nextLong(), 0);
    private final GroupTable groups = new GroupTable();
    private final UserTable users = new UserTable();
    private final Presence presence = new Presence(self, new Alone(), 0, 0);
    private final byte[] secret = SecureRandom.getSeed(SECRET_BYTES);
    private final Claims claims = new ClaimBook(InstantSource.system(), this::lost);

    /** What was made by a node that is none of this cluster. */
    private final Set<Cid> adopted = new HashSet<>();

    private volatile boolean started;
    private @Nullable Inbox inbox;

    @Override
    public NodeRef self() {
        return self;
    }

    @Override
    public Set<NodeRef> peers() {
        return Set.of();
    }

    @Override
    public Cid newCid() {
        return Cid.create(self);
    }

    @Override
    public Future<Void> start(Context hub, Inbox newInbox) {
        Promise<Void> done = Promise.promise();
        hub.runOnContext(ready -> {
            inbox = newInbox;
            started = true;
            done.complete();
        });
        return done.future();
    }

    @Override
    public Future<Void> stop() {
        started = false;
        return Future.succeededFuture();
    }

    @Override
    public boolean isFenced() {
        return false;
    }

    private Inbox inbox() {
        return Objects.requireNonNull(inbox, "start first");
    }

    @Override
    public Health health() {
        return started ? new Health(true, List.of(), 1) : new Health(false, List.of("the node is not started"), 1);
    }

    @Override
    public Future<GroupView> join(Group group, Member member) {
        Promise<GroupView> view = Promise.promise();
        inbox().entered(group, member);
        presence.join(0, group, member, view::tryComplete);
        return view.future();
    }

    @Override
    public void leave(Group group, Cid cid, LeaveReason reason) {
        presence.leave(0, group, cid, reason);
        inbox().exited(group, cid, reason);
    }

    @Override
    public void suspect(Group group, Cid cid, boolean isLost) {
        presence.suspect(group, cid, isLost);
    }

    @Override
    public void update(Group group, Member member) {
        presence.update(group, member);
    }

    @Override
    public @Nullable GroupView view(Group group) {
        return presence.view(group);
    }

    @Override
    public Future<List<Member>> roster(Group group) {
        return Future.succeededFuture(List.copyOf(presence.ownMembers(group)));
    }

    @Override
    public Future<List<GroupCount>> groups(GroupQuery query) {
        return Future.succeededFuture(groups.page(query));
    }

    @Override
    public Future<List<UserId>> users(Tenant tenant, String after, int limit) {
        return Future.succeededFuture(users.page(tenant, after, limit));
    }

    @Override
    public @Nullable NodeRef locate(Cid cid) {
        return cid.node().id() == self.id() || adopted.contains(cid) ? self : null;
    }

    @Override
    public Place lastPlace(Cid cid) {
        return new Place(cid.node(), 0);
    }

    @Override
    public void adopt(Cid cid, int moves) {
        adopted.add(cid);
    }

    @Override
    public void handOver(Cid cid, NodeRef to, int moves) {
        throw new IllegalStateException("there is no other node");
    }

    @Override
    public void ended(Cid cid) {
        adopted.remove(cid);
    }

    @Override
    public boolean reaches(Group group, NodeRef node) {
        return false;
    }

    @Override
    public void expect(UserId user, NodeRef at) {}

    @Override
    public Future<Buffer> ask(NodeRef node, Buffer question) {
        return Future.failedFuture(new UnreachableException("there is no other node"));
    }

    @Override
    public byte[] secret() {
        return secret.clone();
    }

    @Override
    public Future<List<NodeRef>> nodesOf(UserId user) {
        return Future.succeededFuture(List.of());
    }

    @Override
    public void connected(UserId user) {
        users.connected(user);
    }

    @Override
    public void disconnected(UserId user) {
        users.disconnected(user);
    }

    @Override
    public int publish(Group group, Buffer payload) {
        return 0;
    }

    @Override
    public Future<Integer> announce(Traffic traffic, Group group, Buffer payload) {
        return Future.succeededFuture(0);
    }

    @Override
    public Future<Integer> send(UserId user, Buffer payload, IntSupplier here) {
        return Future.succeededFuture(here.getAsInt());
    }

    @Override
    public Future<Boolean> send(Cid cid, Buffer payload) {
        return Future.succeededFuture(false);
    }

    @Override
    public void post(Cid cid, Buffer payload) {}

    @Override
    public void post(NodeRef node, Buffer payload) {}

    @Override
    public Claims claims() {
        return claims;
    }

    private void lost(Name name, Cid cid) {
        inbox().lost(name, cid);
    }

    /** The effects of a core without peers. */
    private final class Alone implements Effects {
        @Override
        public void changed(Group group, long version, Change change) {
            inbox().changed(group, version, change);
        }

        @Override
        public void send(NodeRef to, Message message) {
            throw new IllegalStateException("there is no other node");
        }

        @Override
        public void lookup(Group group) {
            presence.found(0, group, List.of());
        }

        @Override
        public void counted(Group group, int members) {
            groups.put(group, members);
        }
    }
}
