package io.ringway.cluster.redis;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists in a Redis, version 6 or newer: they outlive every node. How many lists there are is bounded by their age and by
 * Redis's own {@code maxmemory}. Hub only.
 */
public final class RedisLists extends RedisStore implements ListStore {

    /** Where the items begin in the answer of {@link Scripts#PAGE}, and how many parts each has. */
    private static final int FIRST = 2;

    private static final int PARTS = 4;

    private final String name;
    private final Bounds bounds;
    private final InstantSource clock;

    /** @param name tells these lists from others in the same Redis; becomes part of their keys */
    public RedisLists(RedisLink link, String name, Bounds bounds, InstantSource clock) {
        super(link);
        this.name = name;
        this.bounds = bounds;
        this.clock = clock;
    }

    @Override
    public Future<Integer> append(ListKey key, Item item) {
        Request request = script(Scripts.APPEND, key)
                .arg(item.id())
                .arg(item.time())
                .arg(Buffer.buffer(item.body().array()))
                .arg(item.unseen() ? 1 : 0)
                .arg(bounds.items())
                .arg(oldest())
                .arg(bounds.age().toMillis());
        return link.send(request).map(Response::toInteger);
    }

    @Override
    public Future<ListPage> page(ListKey key, String after, int limit) {
        Request request = script(Scripts.PAGE, key).arg(after).arg(limit).arg(oldest());
        return link.send(request).map(RedisLists::page);
    }

    private static ListPage page(Response answer) {
        List<Item> items = new ArrayList<>();
        for (int i = FIRST; i + PARTS <= answer.size(); i += PARTS) {
            long time = answer.get(i + 1).toLong();
            boolean unseen = answer.get(i + 2).toInteger() == 1;
            items.add(new Item(
                    time,
                    answer.get(i).toString(),
                    unseen,
                    Bytes.wrap(answer.get(i + 3).toBytes())));
        }
        return new ListPage(items, answer.get(1).toInteger() == 1, answer.get(0).toInteger());
    }

    @Override
    public Future<Integer> mark(ListKey key, String upTo) {
        return link.send(script(Scripts.MARK, key).arg(upTo).arg(oldest())).map(Response::toInteger);
    }

    @Override
    public Future<Integer> remove(ListKey key, String id) {
        return link.send(script(Scripts.REMOVE, key).arg(id).arg(oldest())).map(Response::toInteger);
    }

    private Request script(String script, ListKey key) {
        String base = base(key);
        return Request.cmd(Command.EVAL)
                .arg(script)
                .arg(3)
                .arg(base + "t")
                .arg(base + "b")
                .arg(base + "u");
    }

    private String base(ListKey key) {
        return link.address().base(name, key.text());
    }

    private long oldest() {
        return bounds.oldest(clock.millis());
    }
}
