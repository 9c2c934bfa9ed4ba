package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.words.WordStore;
import io.ringway.cluster.words.WordStore.Page;
import io.ringway.cluster.words.WordStore.Word;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Words in a real Redis. */
class RedisWordsTest {
    private final LinkedRedis redis = new LinkedRedis();
    private final WordStore store = new RedisWords(redis.link, "words");

    @AfterEach
    void close() {
        call(store::close);
        redis.close();
    }

    private <T> T call(Supplier<Future<T>> work) {
        return redis.call(work);
    }

    private static Word word(String key, int stamp, String body) {
        return new Word(key, "%032x".formatted(stamp), Bytes.utf8(body));
    }

    private Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        String from = "";
        do {
            String at = from;
            Page page = call(() -> store.page(at));
            page.words().forEach(word -> all.put(word.key(), word.body().utf8()));
            from = page.next();
        } while (!from.isEmpty());
        return all;
    }

    @Test
    void theLaterWordIsKeptWhateverComesFirst() {
        call(() ->
                store.keep(List.of(word("a", 2, "late"), word("b", 1, "early"), word("\u00fc \ud83d\ude00", 1, ""))));
        call(() -> store.keep(List.of(word("a", 1, "early"), word("b", 0x10, "late"))));
        assertEquals(Map.of("a", "late", "b", "late", "\u00fc \ud83d\ude00", ""), all());
    }

    @Test
    void whatIsForgottenIsGoneUnlessSomethingLaterIsThere() {
        call(() -> store.keep(List.of(word("a", 1, "x"), word("b", 3, "y"))));
        call(() -> store.forget(List.of(word("a", 1, ""), word("b", 2, ""), word("c", 9, ""))));
        assertEquals(Map.of("b", "y"), all());
    }

    @Test
    void manyAreReadPageByPage() {
        List<Word> many = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            many.add(word("key" + i, 1, "x"));
        }
        call(() -> store.keep(many));
        assertEquals(2_000, all().size());
        assertTrue(call(() -> store.page("")).words().size() < 2_000);
    }
}
