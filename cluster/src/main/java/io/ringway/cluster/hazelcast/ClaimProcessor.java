package io.ringway.cluster.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.claims.Claim;
import io.ringway.cluster.claims.ClaimStep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a name's row where it is stored: one atomic step. Returns the row as it was before; where a node's claims
 * end, only a row that it has spared, as the node is a member to the row's owner: it has merged back meanwhile.
 */
final class ClaimProcessor
        implements EntryProcessor<String, byte[], byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {
    static final int FACTORY_ID = 7_295;

    private static final int TAKE = 1;
    private static final int KEEP = 2;
    private static final int RELEASE = 3;
    private static final int END = 4;

    private int step;
    /** A claim, or nothing. */
    private byte @Nullable [] claim;
    /** Take: a holder that is gone. Release: whose claim ends. End: any connection of the node that is gone. */
    private @Nullable Cid cid;
    /** End: whether the row's owner has done it; its backups do the same, whomever they see. */
    private boolean isDecided;

    private transient @Nullable HazelcastInstance owner;

    ClaimProcessor() {}

    private ClaimProcessor(int step, @Nullable Claim claim, @Nullable Cid cid) {
        this.step = step;
        this.claim = Claimed.write(claim);
        this.cid = cid;
    }

    static ClaimProcessor of(ClaimStep step) {
        return switch (step) {
            case ClaimStep.Take(var claim, var stale) -> new ClaimProcessor(TAKE, claim, stale);
            case ClaimStep.Keep(var claim) -> new ClaimProcessor(KEEP, claim, null);
            case ClaimStep.Release(var cid) -> new ClaimProcessor(RELEASE, null, cid);
        };
    }

    /** Removes the claims of a node's connections, made in that incarnation or before. */
    static ClaimProcessor end(NodeRef node) {
        return new ClaimProcessor(END, null, new Cid(node, 0, 0));
    }

    @Override
    public byte @Nullable [] process(Map.Entry<String, byte[]> entry) {
        byte[] row = entry.getValue();
        Claim before = Claimed.read(row);
        if (step == END) {
            return end(entry, before) ? null : row;
        }
        Claim after = after(before, Claimed.read(claim));
        if (!Objects.equals(after, before)) {
            store(entry, Claimed.write(after));
        }
        return row;
    }

    /** False where the row is spared. */
    private boolean end(Map.Entry<String, byte[]> entry, @Nullable Claim before) {
        NodeRef node = cid == null ? null : cid.node();
        if (before != null && node != null && isOfNode(before.cid(), node)) {
            if (!isDecided && owner != null && Membership.isMember(owner.getCluster(), node.id())) {
                return false;
            }
            isDecided = true;
            store(entry, null);
        }
        return true;
    }

    @Override
    public @Nullable EntryProcessor<String, byte[], byte[]> getBackupProcessor() {
        return step == END && !isDecided ? null : this;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        owner = instance;
    }

    private @Nullable Claim after(@Nullable Claim before, @Nullable Claim own) {
        if (own != null) {
            return step == TAKE ? Claim.taken(before, own, cid) : Claim.kept(before, own);
        }
        return before != null && before.cid().equals(cid) ? null : before;
    }

    static boolean isOfNode(Cid held, NodeRef node) {
        return held.node().id() == node.id() && held.node().incarnation() <= node.incarnation();
    }

    @SuppressWarnings("NullAway") // Hazelcast is not annotated: a null value is how an entry processor removes
    private static void store(Map.Entry<String, byte[]> entry, byte @Nullable [] row) {
        entry.setValue(row);
    }

    @Override
    public int getFactoryId() {
        return FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return 1;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeInt(step);
        out.writeByteArray(claim);
        out.writeByteArray(cid == null ? null : bytes(cid));
        out.writeBoolean(isDecided);
    }

    private static byte[] bytes(Cid cid) {
        ByteBuffer bytes = ByteBuffer.allocate(28);
        cid.write(bytes);
        return bytes.array();
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        step = in.readInt();
        claim = in.readByteArray();
        byte[] written = in.readByteArray();
        cid = written == null ? null : Cid.read(ByteBuffer.wrap(written));
        isDecided = in.readBoolean();
    }
}
