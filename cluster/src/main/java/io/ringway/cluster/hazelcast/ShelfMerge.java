package io.ringway.cluster.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/** After a partition a shelf has what both sides put there. Named by its class in the map. */
public final class ShelfMerge implements SplitBrainMergePolicy<KeptShelf, MergingValue<KeptShelf>, KeptShelf> {
    /** Null where neither side has anything, which drops the entry. */
    @Override
    public @Nullable KeptShelf merge(MergingValue<KeptShelf> merging, @Nullable MergingValue<KeptShelf> existing) {
        @Nullable KeptShelf ours = merging.getDeserializedValue();
        @Nullable KeptShelf theirs = existing == null ? null : existing.getDeserializedValue();
        if (ours == null || theirs == null) {
            return ours == null ? theirs : ours;
        }
        KeptShelf both = new KeptShelf();
        both.shelf().merge(theirs.shelf());
        both.shelf().merge(ours.shelf());
        return both;
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
}
