package io.ringway.cluster.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream.
 *
 * @param id as the store writes it
 * @param begun how often it may have been begun: 0 where no reader was given it before
 * @param fields names and values in turn; null where it is larger than what is read, or no UTF-8
 */
public record StreamEntry(String id, long begun, @Nullable List<String> fields) {
    public StreamEntry {
        fields = fields == null ? null : List.copyOf(fields);
    }

    /** How many characters it has. */
    public int size() {
        return fields == null ? 0 : fields.stream().mapToInt(String::length).sum();
    }
}
