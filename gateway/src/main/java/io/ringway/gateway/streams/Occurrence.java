package io.ringway.gateway.streams;

import java.util.List;

/**
 * Names a call that may come again by itself, each time alike.
 *
 * @param name empty where the call does not come again
 * @param parts where the parts of this try stand in the call as it came first; empty where it is the whole call
 */
public record Occurrence(String name, List<Integer> parts) {
    public static final Occurrence NONE = new Occurrence("", List.of());

    public Occurrence {
        parts = List.copyOf(parts);
    }

    /** Names the part at an index of this try; empty where it does not come again. */
    public String part(int index) {
        return name.isEmpty() ? "" : name + "#" + (parts.isEmpty() ? index : parts.get(index));
    }
}
