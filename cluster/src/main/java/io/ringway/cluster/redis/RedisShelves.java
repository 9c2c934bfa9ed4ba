package io.ringway.cluster.redis;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.shelves.Paper;
import io.ringway.cluster.shelves.Placed;
import io.ringway.cluster.shelves.ShelfKey;
import io.ringway.cluster.shelves.ShelfPage;
import io.ringway.cluster.shelves.ShelfStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shelves in a Redis, version 6 or newer: they outlive every node. Hub only. */
public final class RedisShelves extends RedisStore implements ShelfStore {
    private static final String[] KEYS = {"m", "u", "b", "v"};

    /** Of one paper in an answer. */
    private static final int PARTS = 5;

    private final String name;
    private final InstantSource clock;

    /** @param name tells these shelves from others in the same Redis; becomes part of their keys */
    public RedisShelves(RedisLink link, String name, InstantSource clock) {
        super(link);
        this.name = name;
        this.clock = clock;
    }

    @Override
    public Future<Placed> put(ShelfKey key, Paper paper, int max) {
        Request request = script(ShelfScripts.PUT, key)
                .arg(paper.id())
                .arg(paper.made())
                .arg(paper.version())
                .arg(paper.until())
                .arg(Buffer.buffer(paper.body().array()))
                .arg(max);
        return link.send(request).map(answer -> Placed.of(answer.toInteger()));
    }

    @Override
    public Future<Optional<Paper>> get(ShelfKey key, String id) {
        return link.send(script(ShelfScripts.GET, key).arg(id))
                .map(answer -> papers(answer, 0).stream().findFirst());
    }

    @Override
    public Future<Boolean> remove(ShelfKey key, String id) {
        return link.send(script(ShelfScripts.REMOVE, key).arg(id)).map(answer -> answer.toInteger() == 1);
    }

    @Override
    public Future<ShelfPage> page(ShelfKey key, int offset, int limit) {
        return link.send(script(ShelfScripts.PAGE, key).arg(offset).arg(limit))
                .map(answer -> new ShelfPage(papers(answer, 1), answer.get(0).toInteger()));
    }

    private static List<Paper> papers(Response answer, int from) {
        List<Paper> papers = new ArrayList<>();
        for (int i = from; i + PARTS <= answer.size(); i += PARTS) {
            papers.add(new Paper(
                    answer.get(i).toString(StandardCharsets.UTF_8),
                    answer.get(i + 1).toLong(),
                    answer.get(i + 2).toLong(),
                    answer.get(i + 3).toLong(),
                    Bytes.wrap(answer.get(i + 4).toBytes())));
        }
        return papers;
    }

    private Request script(String script, ShelfKey key) {
        String base = link.address().base(name, key.text());
        Request request = Request.cmd(Command.EVAL).arg(script).arg(KEYS.length);
        for (String part : KEYS) {
            request.arg(base + part);
        }
        return request.arg(clock.millis());
    }
}
