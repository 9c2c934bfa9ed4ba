package io.ringway.gateway.webhooks;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What has to go where more waits than there is room for: of the receivers that have most, and of their lines that have
 * most, down to what all others may have too. Whoever has little loses nothing to whoever has much. No line has more than half of the room: it moves
 * from node to node as a whole. Pure.
 */
final class Overflow {
    /** So much is left of the room then, in percent: else it would be full again at once. */
    private static final int LEFT = 95;

    private Overflow() {}

    /** That a line is to get rid of so many bytes. */
    record Order(String line, long bytes) {
        /** No line begins so. */
        private static final String MARK = "\n";

        String word() {
            return MARK + bytes + MARK + line;
        }

        static Optional<Order> of(String word) {
            int end = word.startsWith(MARK) ? word.indexOf(MARK, 1) : -1;
            try {
                return end < 0
                        ? Optional.empty()
                        : Optional.of(new Order(word.substring(end + 1), Long.parseLong(word.substring(1, end))));
            } catch (NumberFormatException another) {
                return Optional.empty();
            }
        }
    }

    /**
     * How many bytes each line is to get rid of.
     *
     * @param sizes of the lines, in bytes
     * @param room for all of them together
     */
    static Map<String, Long> of(Map<String, Long> sizes, long room) {
        Map<String, Map<String, Long>> receivers = new HashMap<>();
        sizes.forEach((line, size) -> receivers
                .computeIfAbsent(Topic.receiver(line), first -> new HashMap<>())
                .put(line, Math.max(0, size)));
        Map<String, Long> totals = new HashMap<>();
        receivers.forEach((receiver, lines) -> totals.put(receiver, sum(lines.values())));
        long level = sum(totals.values()) <= room ? room : level(totals.values(), room / 100 * LEFT);
        Map<String, Long> excess = new HashMap<>();
        receivers.forEach((receiver, lines) -> {
            long most = sum(lines.values()) > level ? level(lines.values(), level) : level;
            lines.forEach((line, size) -> {
                if (size > Math.min(most, room / 2)) {
                    excess.put(line, size - Math.min(most, room / 200 * LEFT));
                }
            });
        });
        return excess;
    }

    private static long sum(Collection<Long> sizes) {
        return sizes.stream().mapToLong(Long::longValue).sum();
    }

    /** What each may have at most, so that together they have no more than there is room for. */
    static long level(Collection<Long> sizes, long room) {
        long[] sorted = sizes.stream().mapToLong(Long::longValue).sorted().toArray();
        long left = room;
        for (int i = 0; i < sorted.length; i++) {
            long share = left / (sorted.length - i);
            if (sorted[i] > share) {
                return share;
            }
            left -= sorted[i];
        }
        return Arrays.stream(sorted).max().orElse(0);
    }
}
