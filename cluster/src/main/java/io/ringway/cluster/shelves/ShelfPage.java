package io.ringway.cluster.shelves;

import java.util.List;

/**
 * A piece of a shelf, the newest paper first.
 *
 * @param total how many the whole shelf has
 */
public record ShelfPage(List<Paper> papers, int total) {
    public static final ShelfPage EMPTY = new ShelfPage(List.of(), 0);

    public ShelfPage {
        papers = List.copyOf(papers);
    }
}
