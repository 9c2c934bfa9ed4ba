package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.TestHub;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.lists.ListStoreContract;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisListsTest extends ListStoreContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final LinkedRedis redis = new LinkedRedis();
    private final ListStore store = lists(link(redis.server.url()));

    private RedisLink link(String url) {
        return link(url, Duration.ofSeconds(10));
    }

    private RedisLink link(String url, Duration timeout) {
        return redis.link(url, timeout, timeout);
    }

    private ListStore lists(RedisLink link) {
        return new RedisLists(link, "test", BOUNDS, clock);
    }

    @Override
    protected ListStore store() {
        return store;
    }

    @Override
    protected TestHub hub() {
        return redis.hub;
    }

    @AfterAll
    void close() {
        call(store::close);
        redis.close();
    }

    private boolean answers(ListStore lists) {
        return call(() -> lists.page(key(), "", 1).map(true).otherwise(false));
    }

    @Test
    void itIsTheSameForEveryNode() {
        ListKey key = key();
        append(key, unseen(1, "a"));
        ListStore other = lists(link(redis.server.url()));
        assertEquals(1, call(() -> other.page(key, "", 10)).unseen());
        call(other::close);
    }

    @Test
    void everyKeyHasThePrefixAndATimeToLive() {
        ListKey key = key();
        append(key, unseen(1, "a"));
        RedisLink link = link(redis.server.url());
        Response keys = call(() -> link.send(Request.cmd(Command.KEYS).arg("*")));
        List<String> names = new ArrayList<>();
        keys.forEach(name -> names.add(name.toString()));
        assertTrue(names.stream().allMatch(name -> name.startsWith("ringway:test:{")), names::toString);
        for (String name : names) {
            long ttl =
                    call(() -> link.send(Request.cmd(Command.PTTL).arg(name))).toLong();
            assertTrue(ttl > 0 && ttl <= AGE.toMillis(), name + " lives " + ttl + " ms");
        }
        call(link::close);
    }

    @Test
    void aRedisThatIsAwayFailsAtOnceAndIsFoundAgain() {
        try (RedisServer own = new RedisServer().start()) {
            ListStore lists = lists(link(own.url(), TIMEOUT));
            ListKey key = key();
            call(() -> lists.append(key, item(1, "a")));
            own.kill();
            Awaitility.await("it is noticed").until(() -> !answers(lists));
            assertTrue(lists.trouble().orElseThrow().startsWith("Redis at 127.0.0.1:"));
            long before = System.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                assertFalse(answers(lists));
            }
            assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 10, "nobody waits for it");
            own.start();
            Awaitility.await("it is found again").until(() -> answers(lists));
            assertEquals("", lists.trouble().orElse(""));
            call(lists::close);
        }
    }

    @Test
    void aRedisThatHangsFailsInTimeAndIsFoundAgain() {
        try (RedisServer own = new RedisServer().start()) {
            ListStore lists = lists(link(own.url(), TIMEOUT));
            ListKey key = key();
            call(() -> lists.append(key, unseen(1, "a")));
            own.pause();
            long before = System.nanoTime();
            List<Boolean> answered = call(() -> {
                List<Future<Boolean>> asked = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    asked.add(lists.page(key, "", 1).map(true).otherwise(false));
                }
                return Future.join(asked).map(done -> done.<Boolean>list());
            });
            assertFalse(answered.contains(true));
            assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 10, "each within its time-out");
            assertTrue(lists.trouble().isPresent());
            own.resume();
            Awaitility.await("it is found again").until(() -> answers(lists));
            assertEquals(1, call(() -> lists.page(key, "", 1)).unseen(), "nothing is lost that was kept");
            call(lists::close);
        }
    }

    @Test
    void aPasswordIsUsedAndNeverSaid() {
        try (RedisServer own = new RedisServer("--requirepass", "open%sesame").start()) {
            ListStore right = lists(link(own.url(":open%25sesame")));
            assertTrue(answers(right));
            ListStore wrong = lists(link(own.url("default:s3cret-canary")));
            assertFalse(answers(wrong));
            String trouble = wrong.trouble().orElseThrow();
            assertTrue(trouble.contains("refuses: WRONGPASS"), trouble);
            assertFalse(link(own.url(":s3cret-canary")).address().toString().contains("canary"));
            call(right::close);
            call(wrong::close);
        }
    }
}
