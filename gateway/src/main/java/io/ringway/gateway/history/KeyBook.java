package io.ringway.gateway.history;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.UserId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which messages senders gave a key to, so that the same one sent again is known. Bounded: the oldest goes first.
 */
public final class KeyBook {
    /** How many keys are known at most. */
    public static final int ROWS = 10_000;

    private final Map<Key, Row> rows = new LinkedHashMap<>();

    private record Key(UserId user, String key) {}

    /**
     * A key that was used.
     *
     * @param digest of what was sent, 32 bytes
     * @param number what the message got: its offset, or whatever its answer said
     */
    public record Row(UserId user, String key, Bytes digest, long number, long at) {}

    /** What was sent with this key, no longer ago than some moment; null where nothing was. */
    @Nullable
    public Row find(UserId user, String key, long notBefore) {
        Row row = rows.get(new Key(user, key));
        return row == null || row.at < notBefore ? null : row;
    }

    public void add(Row row) {
        Key key = new Key(row.user, row.key);
        rows.remove(key);
        rows.put(key, row);
        if (rows.size() > ROWS) {
            rows.remove(rows.keySet().iterator().next());
        }
    }

    /** Forgets what was used before some moment. */
    public void expire(long notBefore) {
        Iterator<Row> oldest = rows.values().iterator();
        while (oldest.hasNext() && oldest.next().at < notBefore) {
            oldest.remove();
        }
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    List<Row> rows() {
        return new ArrayList<>(rows.values());
    }
}
