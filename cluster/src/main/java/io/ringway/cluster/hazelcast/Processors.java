package io.ringway.cluster.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.claims.Claim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done to an entry where it is stored, in one atomic step. */
final class Processors {
    static final int FACTORY_ID = 7_294;

    private Processors() {}

    static IdentifiedDataSerializable create(int typeId) {
        return switch (typeId) {
            case SetShare.TYPE -> new SetShare();
            case EndShare.TYPE -> new EndShare();
            case FindShare.TYPE -> new FindShare();
            case FindClaim.TYPE -> new FindClaim();
            case PutIfAbsent.TYPE -> new PutIfAbsent();
            case ListSteps.Append.TYPE -> new ListSteps.Append();
            case ListSteps.Mark.TYPE -> new ListSteps.Mark();
            case ListSteps.Remove.TYPE -> new ListSteps.Remove();
            case OutboxLine.TYPE -> new OutboxLine();
            case OutboxSteps.Write.TYPE -> new OutboxSteps.Write();
            case OutboxSteps.Take.TYPE -> new OutboxSteps.Take();
            case OutboxSteps.TakeTold.TYPE -> new OutboxSteps.TakeTold();
            case OutboxSteps.Head.TYPE -> new OutboxSteps.Head();
            case OutboxSteps.Look.TYPE -> new OutboxSteps.Look();
            case OutboxSteps.Count.TYPE -> new OutboxSteps.Count();
            case KeptShelf.TYPE -> new KeptShelf();
            case ShelfSteps.Put.TYPE -> new ShelfSteps.Put();
            case ShelfSteps.Remove.TYPE -> new ShelfSteps.Remove();
            case ShelfSteps.Get.TYPE -> new ShelfSteps.Get();
            case ShelfSteps.Page.TYPE -> new ShelfSteps.Page();
            default -> throw new IllegalArgumentException("no such processor: " + typeId);
        };
    }

    /** Sets a node's share and reads the row as it is then. An older incarnation's share gives way. */
    static final class SetShare extends OfNode<Shares, Shares> {
        static final int TYPE = 1;

        private int count;
        private boolean sized;

        SetShare() {}

        SetShare(NodeRef node, int count, boolean sized) {
            super(node);
            this.count = count;
            this.sized = sized;
        }

        @Override
        public @Nullable Shares process(Map.Entry<String, Shares> entry) {
            Shares before = entry.getValue();
            List<Shares.Share> shares = others(before);
            if (count > 0 && !hasLater(before)) {
                shares.add(new Shares.Share(node(), count));
            }
            Shares after = Shares.of(sized ? entry.getKey() : null, shares);
            store(entry, after);
            return after;
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            super.writeData(out);
            out.writeInt(count);
            out.writeBoolean(sized);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            super.readData(in);
            count = in.readInt();
            sized = in.readBoolean();
        }
    }

    /**
     * Removes the share of a node whose incarnation is over; not where the node is a member as the row's owner sees it. A
     * sweep that began in one half of a split cluster may reach the rows only after the halves have met, and what a node
     * wrote meanwhile is its own to remove. Returns the row it has spared. For one key each: backups do what the owner has
     * done, who may see other members than they do.
     */
    static final class EndShare extends OfNode<Shares, Shares> implements HazelcastInstanceAware {
        static final int TYPE = 2;

        private transient @Nullable HazelcastInstance owner;
        private boolean isDecided;

        EndShare() {}

        EndShare(NodeRef node) {
            super(node);
        }

        @Override
        public @Nullable Shares process(Map.Entry<String, Shares> entry) {
            Shares before = entry.getValue();
            if (before != null) {
                List<Shares.Share> shares = others(before);
                if (shares.size() != before.list().size()) {
                    if (!isDecided && isMember()) {
                        return before;
                    }
                    isDecided = true;
                    store(entry, Shares.of(before.sizeKey() == null ? null : entry.getKey(), shares));
                }
            }
            return null;
        }

        @Override
        public void setHazelcastInstance(HazelcastInstance instance) {
            owner = instance;
        }

        private boolean isMember() {
            HazelcastInstance here = owner;
            return here != null && Membership.isMember(here.getCluster(), node().id());
        }

        /** Asked for after the owner has done its step; none where it has spared the row. */
        @Override
        public @Nullable EntryProcessor<String, Shares, Shares> getBackupProcessor() {
            return isDecided ? this : null;
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            super.writeData(out);
            out.writeBoolean(isDecided);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            super.readData(in);
            isDecided = in.readBoolean();
        }
    }

    /** Finds the rows with a share of that node, of this incarnation or an earlier one. */
    static final class FindShare extends OfNode<Shares, Boolean> implements Reading<Shares, Boolean> {
        static final int TYPE = 30;

        FindShare() {}

        FindShare(NodeRef node) {
            super(node);
        }

        @Override
        public @Nullable Boolean process(Map.Entry<String, Shares> entry) {
            Shares row = entry.getValue();
            return (row != null && others(row).size() != row.list().size()) ? Boolean.TRUE : null;
        }

        @Override
        public int getClassId() {
            return TYPE;
        }
    }

    /** Finds the names that connections of that node hold, made in this incarnation or an earlier one. */
    static final class FindClaim extends OfNode<byte[], Boolean> implements Reading<byte[], Boolean> {
        static final int TYPE = 31;

        FindClaim() {}

        FindClaim(NodeRef node) {
            super(node);
        }

        @Override
        public @Nullable Boolean process(Map.Entry<String, byte[]> entry) {
            Claim row = Claimed.read(entry.getValue());
            return (row != null && ClaimProcessor.isOfNode(row.cid(), node())) ? Boolean.TRUE : null;
        }

        @Override
        public int getClassId() {
            return TYPE;
        }
    }

    /** Stores a value where there is none, and reads what is stored then. */
    static final class PutIfAbsent implements EntryProcessor<String, byte[], byte[]>, Carried {
        private static final int TYPE = 5;

        private byte[] value = {};

        PutIfAbsent() {}

        PutIfAbsent(byte[] value) {
            this.value = value.clone();
        }

        @Override
        public byte[] process(Map.Entry<String, byte[]> entry) {
            byte[] stored = entry.getValue();
            if (stored != null) {
                return stored;
            }
            entry.setValue(value);
            return value;
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeByteArray(value);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            byte[] read = in.readByteArray();
            value = read == null ? new byte[0] : read;
        }
    }

    abstract static class OfNode<V, R> implements EntryProcessor<String, V, R>, Carried {
        private long id;
        private int incarnation;

        OfNode() {}

        OfNode(NodeRef node) {
            id = node.id();
            incarnation = node.incarnation();
        }

        NodeRef node() {
            return new NodeRef(id, incarnation);
        }

        /** The shares without this node's, of this or an earlier incarnation. */
        List<Shares.Share> others(@Nullable Shares shares) {
            List<Shares.Share> others = shares == null ? new ArrayList<>() : shares.list();
            others.removeIf(share -> share.node().id() == id && share.node().incarnation() <= incarnation);
            return others;
        }

        boolean hasLater(@Nullable Shares shares) {
            return shares != null
                    && shares.nodes().stream().anyMatch(node -> node.id() == id && node.incarnation() > incarnation);
        }

        /** Null removes the row. */
        @SuppressWarnings("NullAway") // Hazelcast is not annotated: a null value is how an entry processor removes
        static void store(Map.Entry<String, Shares> entry, @Nullable Shares shares) {
            entry.setValue(shares);
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeLong(id);
            out.writeInt(incarnation);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            id = in.readLong();
            incarnation = in.readInt();
        }
    }
}
