package io.ringway.cluster.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.ringway.cluster.outbox.Codec;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A line as the cluster keeps it: as an object, so that a step costs what it changes and not the size of the line. Touched
 * by its partition's thread alone; serialized when it moves to another node.
 */
final class OutboxLine implements Carried {
    static final int TYPE = 35;

    private Line line = new Line();

    Line line() {
        return line;
    }

    @Override
    public int getClassId() {
        return TYPE;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByteArray(Codec.book(line).getBytes(StandardCharsets.UTF_8));
        // One by one: a line may have hundreds of thousands.
        out.writeInt(line.size());
        for (Entry entry : line.all()) {
            out.writeByteArray(Codec.entry(entry).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        line = Codec.book(text(in));
        for (int left = in.readInt(); left > 0; left--) {
            line.put(Codec.entry(text(in)));
        }
    }

    private static String text(ObjectDataInput in) throws IOException {
        return new String(Objects.requireNonNull(in.readByteArray()), StandardCharsets.UTF_8);
    }
}
