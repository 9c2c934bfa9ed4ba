package io.ringway.cluster.words;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Store;
import io.vertx.core.Future;
import java.util.List;

/**
 * Words by key, of which the one with the later stamp is kept, in whatever order they come. Every future completes, or fails,
 * within the store's time-out. What failed may have been carried out all the same, and may be asked for again: each of these can be
 * done twice without harm.
 *
 * <p>Called on one context, the hub; futures complete on it.
 */
public interface WordStore extends Store {
    /** How many characters a stamp has. */
    int STAMP_CHARS = 32;

    /**
     * @param stamp {@link #STAMP_CHARS} characters of ASCII; the later in their order counts
     * @param body empty where it is only to be forgotten
     */
    record Word(String key, String stamp, Bytes body) {}

    /**
     * Some of the words, in no order. A word that changes meanwhile may be missing, or come twice.
     *
     * @param next where to go on; empty at the end
     */
    record Page(List<Word> words, String next) {}

    Future<Void> keep(List<Word> words);

    /** Forgets words, where nothing later is there. */
    Future<Void> forget(List<Word> words);

    /** @param from empty for the first page, else {@link Page#next} of the page before */
    Future<Page> page(String from);

    /** Where there is none: words live as long as the nodes do. */
    WordStore NONE = new NoWords();
}
