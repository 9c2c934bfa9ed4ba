package io.ringway.cluster.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.ringway.cluster.lists.KeptList;
import org.jspecify.annotations.Nullable;

/** After a partition a list is what both sides have kept: neither half's calls are lost. Named by its class in the map. */
public final class ListMerge implements SplitBrainMergePolicy<byte[], MergingValue<byte[]>, byte[]> {
    /** The next append takes the list's own bound; this one only keeps a merge from growing without one. */
    private static final int MAX_ITEMS = 10_000;

    /** Null where neither side has anything, which drops the entry. */
    @Override
    public byte @Nullable [] merge(MergingValue<byte[]> merging, @Nullable MergingValue<byte[]> existing) {
        byte @Nullable [] ours = merging.getDeserializedValue();
        byte @Nullable [] theirs = existing == null ? null : existing.getDeserializedValue();
        if (ours == null) {
            return theirs;
        }
        return theirs == null
                ? ours
                : KeptList.decode(theirs)
                        .merge(KeptList.decode(ours), MAX_ITEMS)
                        .encode();
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
}
