package io.ringway.cluster.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream.
 *
 * @param id as the store writes it
 * @param deliveries how often it was given to a reader, this time included
 * @param fields names and values in turn; null where it is larger than what is read
 */
public record StreamEntry(
        String id, long deliveries, @Nullable List<String> fields) {
    public StreamEntry {
        fields = fields == null ? null : List.copyOf(fields);
    }
}
