package io.ringway.cluster.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.ringway.cluster.shelves.Shelf;
import java.io.IOException;
import java.util.Objects;

/**
 * A shelf as the cluster keeps it: as an object, so that a step costs what it changes and not the size of the shelf. Touched
 * by its partition's thread alone; serialized when it moves to another node.
 */
final class KeptShelf implements Carried {
    static final int TYPE = 90;

    private Shelf shelf = new Shelf();

    Shelf shelf() {
        return shelf;
    }

    @Override
    public int getClassId() {
        return TYPE;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByteArray(shelf.encode());
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        shelf = Shelf.decode(Objects.requireNonNull(in.readByteArray()));
    }
}
