package io.ringway.cluster.hazelcast;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.KeptList;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is done to a list where it is stored, in one atomic step, on its backup too. All say what is unseen then. */
final class ListSteps {
    private ListSteps() {}

    static final class Append extends Step {
        static final int TYPE = 3;

        private @Nullable Item item;
        private int maxItems;

        Append() {}

        Append(Item item, Bounds bounds, long now) {
            super(bounds.oldest(now), bounds.age().toMillis());
            this.item = item;
            this.maxItems = bounds.items();
        }

        @Override
        void apply(KeptList list) {
            list.append(Objects.requireNonNull(item), maxItems, oldest());
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            super.writeData(out);
            Item written = Objects.requireNonNull(item);
            out.writeLong(written.time());
            out.writeString(written.id());
            out.writeBoolean(written.unseen());
            out.writeByteArray(written.body().array());
            out.writeInt(maxItems);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            super.readData(in);
            long time = in.readLong();
            String id = Objects.requireNonNull(in.readString());
            boolean unseen = in.readBoolean();
            item = new Item(time, id, unseen, Bytes.wrap(Objects.requireNonNull(in.readByteArray())));
            maxItems = in.readInt();
        }
    }

    static final class Mark extends OfItem {
        static final int TYPE = 4;

        Mark() {}

        Mark(String upTo, Bounds bounds, long now) {
            super(upTo, bounds, now);
        }

        @Override
        void apply(KeptList list) {
            list.mark(id());
        }

        @Override
        public int getClassId() {
            return TYPE;
        }
    }

    static final class Remove extends OfItem {
        static final int TYPE = 96;

        Remove() {}

        Remove(String id, Bounds bounds, long now) {
            super(id, bounds, now);
        }

        @Override
        void apply(KeptList list) {
            list.remove(id());
        }

        @Override
        public int getClassId() {
            return TYPE;
        }
    }

    /** A step that says of an item its id alone. */
    abstract static class OfItem extends Step {
        private String id = "";

        OfItem() {}

        OfItem(String id, Bounds bounds, long now) {
            super(bounds.oldest(now), bounds.age().toMillis());
            this.id = id;
        }

        String id() {
            return id;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            super.writeData(out);
            out.writeString(id);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            super.readData(in);
            id = Objects.requireNonNull(in.readString());
        }
    }

    abstract static class Step implements EntryProcessor<String, byte[], Integer>, Carried {
        private long oldest;
        private long ttlMillis;

        Step() {}

        Step(long oldest, long ttlMillis) {
            this.oldest = oldest;
            this.ttlMillis = ttlMillis;
        }

        abstract void apply(KeptList list);

        final long oldest() {
            return oldest;
        }

        @Override
        public Integer process(Map.Entry<String, byte[]> entry) {
            byte[] before = entry.getValue();
            KeptList list = before == null ? new KeptList() : KeptList.decode(before);
            apply(list);
            if (!list.isEmpty()) {
                ((ExtendedMapEntry<String, byte[]>) entry).setValue(list.encode(), ttlMillis, TimeUnit.MILLISECONDS);
            } else if (before != null) {
                entry.setValue(null);
            }
            return list.unseen(oldest);
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeLong(oldest);
            out.writeLong(ttlMillis);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            oldest = in.readLong();
            ttlMillis = in.readLong();
        }
    }
}
