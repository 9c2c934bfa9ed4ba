package io.ringway.cluster.hazelcast;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.core.LifecycleService;
import com.hazelcast.partition.PartitionLostEvent;
import com.hazelcast.partition.PartitionLostListener;
import com.hazelcast.partition.PartitionService;
import io.vertx.core.Context;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes Hazelcast counts as members, by the ids that they carry as an attribute: a member's own UUID changes when
 * partitions merge. Listens on Hazelcast's threads, tells on the hub context.
 */
final class Membership implements MembershipListener, LifecycleListener, PartitionLostListener {
    interface Listener {
        void nodeAdded(long id);

        void nodeRemoved(long id);

        /** This node was on the smaller side of a partition that has healed. */
        void merged();

        /** Hazelcast's tables have lost rows: all nodes that had them are gone. */
        void rowsLost();
    }

    private final Cluster cluster;
    private final LifecycleService lifecycle;
    private final PartitionService partitions;
    private final Context hub;
    private final Listener listener;
    private @Nullable UUID membershipRegistration;
    private @Nullable UUID lifecycleRegistration;
    private @Nullable UUID partitionRegistration;

    Membership(HazelcastInstance hazelcast, Context hub, Listener listener) {
        this.cluster = hazelcast.getCluster();
        this.lifecycle = hazelcast.getLifecycleService();
        this.partitions = hazelcast.getPartitionService();
        this.hub = hub;
        this.listener = listener;
    }

    static long selfId(HazelcastInstance hazelcast) {
        return id(hazelcast.getCluster().getLocalMember())
                .orElseThrow(() -> new IllegalStateException("this member has no node's id"));
    }

    void open() {
        membershipRegistration = cluster.addMembershipListener(this);
        lifecycleRegistration = lifecycle.addLifecycleListener(this);
        partitionRegistration = partitions.addPartitionLostListener(this);
    }

    /** A Hazelcast that has stopped by itself has forgotten its listeners, and refuses to be asked. */
    void close() {
        if (membershipRegistration != null && lifecycle.isRunning()) {
            cluster.removeMembershipListener(membershipRegistration);
        }
        if (lifecycleRegistration != null && lifecycle.isRunning()) {
            lifecycle.removeLifecycleListener(lifecycleRegistration);
        }
        if (partitionRegistration != null && lifecycle.isRunning()) {
            partitions.removePartitionLostListener(partitionRegistration);
        }
        membershipRegistration = null;
        lifecycleRegistration = null;
        partitionRegistration = null;
    }

    /** The other nodes. Members that are no Ringway nodes do not count. */
    Set<Long> others() {
        Set<Long> others = new HashSet<>();
        for (Member member : cluster.getMembers()) {
            if (!member.localMember()) {
                id(member).ifPresent(others::add);
            }
        }
        return others;
    }

    /** Where that node takes connections of its peers; empty where it is no member. */
    Optional<SocketAddress> address(long node) {
        if (!lifecycle.isRunning()) {
            return Optional.empty();
        }
        return member(cluster, node)
                .flatMap(member -> Optional.ofNullable(member.getAttribute(Configs.ADDRESS_ATTRIBUTE)))
                .map(Membership::address);
    }

    static boolean isMember(Cluster cluster, long node) {
        return member(cluster, node).isPresent();
    }

    private static Optional<Member> member(Cluster cluster, long node) {
        return cluster.getMembers().stream()
                .filter(member -> id(member).equals(OptionalLong.of(node)))
                .findAny();
    }

    private static SocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return SocketAddress.inetSocketAddress(Integer.parseInt(text.substring(colon + 1)), text.substring(0, colon));
    }

    boolean isRunning() {
        return lifecycle.isRunning();
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        id(event.getMember()).ifPresent(id -> hub.runOnContext(turn -> listener.nodeAdded(id)));
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        id(event.getMember()).ifPresent(id -> hub.runOnContext(turn -> listener.nodeRemoved(id)));
    }

    @Override
    public void stateChanged(LifecycleEvent event) {
        if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
            hub.runOnContext(turn -> listener.merged());
        }
    }

    /** Every map has one backup. */
    @Override
    public void partitionLost(PartitionLostEvent event) {
        if (event.getLostBackupCount() >= MapConfig.DEFAULT_BACKUP_COUNT) {
            hub.runOnContext(turn -> listener.rowsLost());
        }
    }

    private static OptionalLong id(Member member) {
        String text = member.getAttribute(Configs.NODE_ATTRIBUTE);
        return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseUnsignedLong(text, 16));
    }
}
