package io.ringway.cluster.lists;

import io.ringway.cluster.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One list, in order, the oldest item first. Pure: no clock. What is older than the {@code oldest} of a call is gone, as
 * far as that call is concerned, and is dropped by the next one that writes. Not for use by several threads.
 */
public final class KeptList {
    private static final byte FORM = 1;
    private static final int ITEM_HEADER = Long.BYTES + 1 + 1 + Integer.BYTES;

    private final List<Item> items;

    private KeptList(List<Item> items) {
        this.items = items;
    }

    public KeptList() {
        this(new ArrayList<>(4));
    }

    /** False where an item of this id was there already. */
    public boolean append(Item item, int maxItems, long oldest) {
        for (Item one : items) {
            if (one.id().equals(item.id())) {
                return false;
            }
        }
        int place = Collections.binarySearch(items, item);
        items.add(-place - 1, item);
        trim(maxItems, oldest);
        return true;
    }

    private void trim(int maxItems, long oldest) {
        int gone = Math.max(0, items.size() - maxItems);
        while (gone < items.size() && items.get(gone).time() < oldest) {
            gone++;
        }
        items.subList(0, gone).clear();
    }

    public ListPage page(String after, int limit, long oldest) {
        List<Item> page = new ArrayList<>();
        int at = (after.isEmpty() ? items.size() : indexOf(after)) - 1;
        for (; at >= 0 && page.size() < limit && items.get(at).time() >= oldest; at--) {
            page.add(items.get(at));
        }
        return new ListPage(page, at >= 0 && items.get(at).time() >= oldest, unseen(oldest));
    }

    private int indexOf(String id) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    public int unseen(long oldest) {
        int count = 0;
        for (Item item : items) {
            count += item.unseen() && item.time() >= oldest ? 1 : 0;
        }
        return count;
    }

    public void mark(String upTo) {
        for (int i = indexOf(upTo); i >= 0; i--) {
            items.set(i, items.get(i).seen());
        }
    }

    public void remove(String id) {
        int at = indexOf(id);
        if (at >= 0) {
            items.remove(at);
        }
    }

    /** What two halves of a cluster have kept apart from each other; seen on one side is seen. */
    public KeptList merge(KeptList other, int maxItems) {
        KeptList both = new KeptList(new ArrayList<>(items));
        Set<String> seen = new HashSet<>();
        other.items.forEach(item -> {
            both.append(item, Integer.MAX_VALUE, Long.MIN_VALUE);
            if (!item.unseen()) {
                seen.add(item.id());
            }
        });
        both.items.replaceAll(item -> seen.contains(item.id()) ? item.seen() : item);
        both.trim(maxItems, Long.MIN_VALUE);
        return both;
    }

    public int size() {
        return items.size();
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }

    public byte[] encode() {
        int size = 1;
        for (Item item : items) {
            size += ITEM_HEADER + Bytes.utf8(item.id()).size() + item.body().size();
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(FORM);
        items.forEach(item -> write(out, item));
        return out.array();
    }

    private static void write(ByteBuffer out, Item item) {
        byte[] id = item.id().getBytes(StandardCharsets.UTF_8);
        out.putLong(item.time()).put((byte) (item.unseen() ? 1 : 0));
        out.put((byte) id.length).put(id);
        out.putInt(item.body().size()).put(item.body().array());
    }

    /** @throws IllegalArgumentException for bytes that {@link #encode} did not write */
    public static KeptList decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != FORM) {
                throw new IllegalArgumentException("a list in another form");
            }
            List<Item> items = new ArrayList<>();
            while (in.hasRemaining()) {
                items.add(readItem(in));
            }
            return new KeptList(items);
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("a list cut short", cut);
        }
    }

    private static Item readItem(ByteBuffer in) {
        long time = in.getLong();
        boolean unseen = in.get() == 1;
        String id = new String(bytes(in, Byte.toUnsignedInt(in.get())), StandardCharsets.UTF_8);
        return new Item(time, id, unseen, Bytes.wrap(bytes(in, in.getInt())));
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a list cut short");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
