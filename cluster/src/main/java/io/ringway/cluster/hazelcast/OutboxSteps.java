package io.ringway.cluster.hazelcast;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.ringway.cluster.outbox.Batch;
import io.ringway.cluster.outbox.Codec;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.Line;
import io.ringway.cluster.outbox.OutboxStore;
import io.ringway.cluster.outbox.Tally;
import io.ringway.cluster.outbox.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is done to a line where it is stored, in one atomic step, on its backup too. */
final class OutboxSteps {
    private OutboxSteps() {}

    private static void store(Map.Entry<String, @Nullable OutboxLine> entry, OutboxLine kept) {
        long life = kept.line().isEmpty() ? OutboxStore.FORGET_MS : OutboxStore.ABANDON_MS;
        ((ExtendedMapEntry<String, @Nullable OutboxLine>) entry).setValue(kept, life, TimeUnit.MILLISECONDS);
    }

    /** Carries out a batch; answers how many news wait, and how many had to go. */
    static final class Write implements EntryProcessor<String, OutboxLine, long[]>, Carried {
        static final int TYPE = 36;

        private Batch batch = new Batch("", 0, List.of());

        Write() {}

        Write(Batch batch) {
            this.batch = batch;
        }

        @Override
        public long[] process(Map.Entry<String, @Nullable OutboxLine> entry) {
            OutboxLine before = entry.getValue();
            OutboxLine kept = before == null ? new OutboxLine() : before;
            Written written = kept.line().write(batch);
            store(entry, kept);
            return new long[] {written.waiting(), written.dropped()};
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeString(batch.writer());
            out.writeLong(batch.number());
            out.writeByteArray(Codec.steps(batch.steps()).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            String writer = Objects.requireNonNull(in.readString());
            long number = in.readLong();
            byte[] steps = Objects.requireNonNull(in.readByteArray());
            batch = new Batch(writer, number, Codec.steps(new String(steps, StandardCharsets.UTF_8)));
        }
    }

    /** Takes news out; answers how many wait still. */
    static final class Take implements EntryProcessor<String, OutboxLine, Integer>, Carried {
        static final int TYPE = 37;

        private List<Long> seqs = List.of();

        Take() {}

        Take(List<Long> seqs) {
            this.seqs = seqs;
        }

        @Override
        public Integer process(Map.Entry<String, @Nullable OutboxLine> entry) {
            OutboxLine kept = entry.getValue();
            if (kept == null) {
                return 0;
            }
            kept.line().take(seqs);
            store(entry, kept);
            return kept.line().size();
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeInt(seqs.size());
            for (long seq : seqs) {
                out.writeLong(seq);
            }
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            int size = in.readInt();
            seqs = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                seqs.add(in.readLong());
            }
        }
    }

    /** Takes out what was told, as it was told; answers as {@link OutboxStore#take(String, Entry)}. */
    static final class TakeTold implements EntryProcessor<String, OutboxLine, Integer>, Carried {
        static final int TYPE = 41;

        private @Nullable Entry told;

        TakeTold() {}

        TakeTold(Entry told) {
            this.told = told;
        }

        @Override
        public Integer process(Map.Entry<String, @Nullable OutboxLine> entry) {
            OutboxLine kept = entry.getValue();
            if (kept == null) {
                return 0;
            }
            int left = kept.line().take(Objects.requireNonNull(told));
            store(entry, kept);
            return left;
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeByteArray(Codec.entry(Objects.requireNonNull(told)).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            byte[] text = Objects.requireNonNull(in.readByteArray());
            told = Codec.entry(new String(text, StandardCharsets.UTF_8));
        }
    }

    /** Reads the oldest news after a number, each as text. */
    static final class Head implements Reading<OutboxLine, List<String>>, Carried {
        static final int TYPE = 38;

        private long after;
        private int limit;

        Head() {}

        Head(long after, int limit) {
            this.after = after;
            this.limit = limit;
        }

        @Override
        public List<String> process(Map.Entry<String, @Nullable OutboxLine> entry) {
            Line line = OutboxMerge.lineOf(entry.getValue());
            List<String> head = new ArrayList<>();
            for (Entry each : line.head(after, limit)) {
                head.add(Codec.entry(each));
            }
            return head;
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeLong(after);
            out.writeInt(limit);
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            after = in.readLong();
            limit = in.readInt();
        }
    }

    /** What there is of a line, as the numbers of a {@link Tally}. */
    static final class Count implements Reading<OutboxLine, long[]>, Carried {
        static final int TYPE = 40;

        @Override
        public long[] process(Map.Entry<String, @Nullable OutboxLine> entry) {
            Tally tally = OutboxMerge.lineOf(entry.getValue()).tally();
            return new long[] {tally.waiting(), tally.bytes(), tally.lost(), tally.lostSince(), tally.lostAt()};
        }

        static Tally read(long[] numbers) {
            return new Tally(Math.toIntExact(numbers[0]), numbers[1], numbers[2], numbers[3], numbers[4]);
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) {}

        @Override
        public void readData(ObjectDataInput in) {}
    }

    /**
     * What a line has to do: the bytes of the news that wait, or -1 where none does, and its owners that are not alive; nothing
     * where there is nothing.
     */
    static final class Look implements Reading<OutboxLine, @Nullable List<Long>>, Carried {
        static final int TYPE = 39;

        private List<Long> live = List.of();

        Look() {}

        Look(List<Long> live) {
            this.live = live;
        }

        @Override
        public @Nullable List<Long> process(Map.Entry<String, @Nullable OutboxLine> entry) {
            Line line = OutboxMerge.lineOf(entry.getValue());
            List<Long> found = new ArrayList<>(1);
            found.add(line.size() > 0 ? line.bytes() : -1);
            for (long owner : line.owners()) {
                if (!live.contains(owner)) {
                    found.add(owner);
                }
            }
            return found.size() == 1 && line.size() == 0 ? null : found;
        }

        @Override
        public int getClassId() {
            return TYPE;
        }

        @Override
        public void writeData(ObjectDataOutput out) throws IOException {
            out.writeLongArray(live.stream().mapToLong(Long::longValue).toArray());
        }

        @Override
        public void readData(ObjectDataInput in) throws IOException {
            live = new ArrayList<>();
            for (long node : Objects.requireNonNull(in.readLongArray())) {
                live.add(node);
            }
        }
    }
}
