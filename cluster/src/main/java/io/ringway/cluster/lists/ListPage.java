package io.ringway.cluster.lists;

import java.util.List;

/**
 * A piece of a list, the newest item first.
 *
 * @param more whether there are older ones
 * @param unseen how many of the whole list nobody has seen
 */
public record ListPage(List<Item> items, boolean more, int unseen) {
    public static final ListPage EMPTY = new ListPage(List.of(), false, 0);
}
