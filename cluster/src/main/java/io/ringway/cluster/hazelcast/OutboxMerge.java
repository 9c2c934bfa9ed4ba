package io.ringway.cluster.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.ringway.cluster.outbox.Line;
import org.jspecify.annotations.Nullable;

/** After a partition a line has what both sides wrote. Named by its class in the map. */
public final class OutboxMerge implements SplitBrainMergePolicy<OutboxLine, MergingValue<OutboxLine>, OutboxLine> {
    /** Null where neither side has anything, which drops the entry. */
    @Override
    public @Nullable OutboxLine merge(MergingValue<OutboxLine> merging, @Nullable MergingValue<OutboxLine> existing) {
        @Nullable OutboxLine ours = merging.getDeserializedValue();
        @Nullable OutboxLine theirs = existing == null ? null : existing.getDeserializedValue();
        if (ours == null || theirs == null) {
            return ours == null ? theirs : ours;
        }
        OutboxLine both = new OutboxLine();
        both.line().merge(theirs.line());
        both.line().merge(ours.line());
        return both;
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}

    static Line lineOf(@Nullable OutboxLine kept) {
        return kept == null ? new Line() : kept.line();
    }
}
