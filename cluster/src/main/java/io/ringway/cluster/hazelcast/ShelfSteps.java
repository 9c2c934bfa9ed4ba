package io.ringway.cluster.hazelcast;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.ringway.cluster.shelves.Paper;
import io.ringway.cluster.shelves.Placed;
import io.ringway.cluster.shelves.Shelf;
import io.ringway.cluster.shelves.ShelfPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a shelf where it is stored, in one atomic step, on its backup too. Each brings the time along, so that the
 * owner and the backup do the same.
 */
final class ShelfSteps {
    private ShelfSteps() {}

    /** Puts a paper on a shelf; answers with the ordinal of what became of it. */
    static final class Put extends Step<Integer> {
        static final int TYPE = 91;

        private List<Paper> paper = List.of();
        private int max;

        Put() {}

        Put(Paper paper, int max, long now) {
            super(now);
            this.paper = List.of(paper);
            this.max = max;
        }

        @Override
        @SuppressWarnings("EnumOrdinal") // declared in the enum to be on the wire
        public Integer process(Map.Entry<String, @Nullable KeptShelf> entry) {
            KeptShelf before = entry.getValue();
            KeptShelf kept = before == null ? new KeptShelf() : before;
            Placed placed = kept.shelf().put(paper.getFirst(), max, now());
            store(entry, kept);
            return placed.ordinal();
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            super.writeData(out);
            out.writeByteArray(Shelf.encode(paper));
            out.writeInt(max);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            super.readData(in);
            paper = Shelf.papers(Objects.requireNonNull(in.readByteArray()));
            max = in.readInt();
        }
    }

    /** Takes a paper off a shelf; answers whether it was there. */
    static final class Remove extends OfPaper<Boolean> {
        static final int TYPE = 92;

        Remove() {}

        Remove(String id, long now) {
            super(id, now);
        }

        @Override
        public Boolean process(Map.Entry<String, @Nullable KeptShelf> entry) {
            KeptShelf kept = entry.getValue();
            if (kept == null) {
                return false;
            }
            boolean was = kept.shelf().remove(id(), now());
            store(entry, kept);
            return was;
        }

        @Override
        public int getClassId() {
            return TYPE;
        }
    }

    /** Reads one paper, as bytes; null where it is not there. */
    static final class Get extends OfPaper<byte @Nullable []> implements Reading<KeptShelf, byte @Nullable []> {
        static final int TYPE = 93;

        Get() {}

        Get(String id, long now) {
            super(id, now);
        }

        @Override
        public byte @Nullable [] process(Map.Entry<String, @Nullable KeptShelf> entry) {
            KeptShelf kept = entry.getValue();
            Paper paper = kept == null ? null : kept.shelf().get(id(), now());
            return paper == null ? null : Shelf.encode(List.of(paper));
        }

        @Override
        public int getClassId() {
            return TYPE;
        }
    }

    /** Reads a page: how many papers the shelf has, in four bytes, and then those. */
    static final class Page extends Step<byte @Nullable []> implements Reading<KeptShelf, byte @Nullable []> {
        static final int TYPE = 94;

        private int offset;
        private int limit;

        Page() {}

        Page(int offset, int limit, long now) {
            super(now);
            this.offset = offset;
            this.limit = limit;
        }

        @Override
        public byte @Nullable [] process(Map.Entry<String, @Nullable KeptShelf> entry) {
            KeptShelf kept = entry.getValue();
            if (kept == null) {
                return null;
            }
            ShelfPage page = kept.shelf().page(offset, limit, now());
            byte[] papers = Shelf.encode(page.papers());
            return ByteBuffer.allocate(Integer.BYTES + papers.length)
                    .putInt(page.total())
                    .put(papers)
                    .array();
        }

        static ShelfPage read(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int total = in.getInt();
            byte[] papers = new byte[in.remaining()];
            in.get(papers);
            return new ShelfPage(Shelf.papers(papers), total);
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            super.writeData(out);
            out.writeInt(offset);
            out.writeInt(limit);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            super.readData(in);
            offset = in.readInt();
            limit = in.readInt();
        }
    }

    /** A step that is about one paper, by its id. */
    abstract static class OfPaper<R extends @Nullable Object> extends Step<R> {
        private String id = "";

        OfPaper() {}

        OfPaper(String id, long now) {
            super(now);
            this.id = id;
        }

        final String id() {
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

    abstract static class Step<R extends @Nullable Object> implements EntryProcessor<String, KeptShelf, R>, Carried {
        private long now;

        Step() {}

        Step(long now) {
            this.now = now;
        }

        final long now() {
            return now;
        }

        /** An empty shelf is none; another one goes when the last of it is over. */
        @SuppressWarnings("NullAway") // Hazelcast is not annotated: a null value is how an entry processor removes
        final void store(Map.Entry<String, @Nullable KeptShelf> entry, KeptShelf kept) {
            if (kept.shelf().isEmpty()) {
                entry.setValue(null);
                return;
            }
            long until = kept.shelf().until();
            // 0 is without end for Hazelcast.
            long life = until == Paper.FOR_GOOD ? 0 : Math.max(1_000, until - now);
            ((ExtendedMapEntry<String, @Nullable KeptShelf>) entry).setValue(kept, life, TimeUnit.MILLISECONDS);
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeLong(now);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            now = in.readLong();
        }
    }
}
