package io.ringway.cluster.lists;

import io.ringway.cluster.Bytes;

/**
 * One item of a list.
 *
 * @param time its place in the list, in milliseconds since 1970; those of one time are in the order of their ids
 * @param id unique in its list, at most 255 bytes in UTF-8; an item with an id that is there already changes nothing
 * @param unseen whether it is counted until somebody has seen it
 */
public record Item(long time, String id, boolean unseen, Bytes body) implements Comparable<Item> {
    static final int MAX_ID_BYTES = 255;

    public Item {
        if (id.isEmpty() || Bytes.utf8(id).size() > MAX_ID_BYTES) {
            throw new IllegalArgumentException("an item's id has 1 to " + MAX_ID_BYTES + " bytes");
        }
    }

    Item seen() {
        return unseen ? new Item(time, id, false, body) : this;
    }

    @Override
    public int compareTo(Item other) {
        int byTime = Long.compare(time, other.time);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }
}
