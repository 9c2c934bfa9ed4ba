package io.ringway.cluster.redis;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.words.WordStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Words in one hash of a Redis, each behind its stamp. Hub only. */
public final class RedisWords extends RedisStore implements WordStore {
    private static final int PAGE = 500;

    /** ARGV: field, stamp, body of each. */
    private static final String KEEP = """
            for i = 1, #ARGV, 3 do
              local old = redis.call('HGET', KEYS[1], ARGV[i])
              if not old or string.sub(old, 1, 32) < ARGV[i + 1] then
                redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. ARGV[i + 2])
              end
            end
            return 1
            """;

    /** ARGV: field, stamp of each. */
    private static final String FORGET = """
            for i = 1, #ARGV, 2 do
              local old = redis.call('HGET', KEYS[1], ARGV[i])
              if old and string.sub(old, 1, 32) <= ARGV[i + 1] then redis.call('HDEL', KEYS[1], ARGV[i]) end
            end
            return 1
            """;

    private final String key;

    /** @param name tells these words from others in the same Redis; becomes part of their key */
    public RedisWords(RedisLink link, String name) {
        super(link);
        this.key = link.address().prefix() + ":" + name;
    }

    @Override
    public Future<Void> keep(List<Word> words) {
        Request request = script(KEEP);
        words.forEach(word -> request.arg(word.key())
                .arg(word.stamp())
                .arg(Buffer.buffer(word.body().array())));
        return link.send(request).mapEmpty();
    }

    @Override
    public Future<Void> forget(List<Word> words) {
        Request request = script(FORGET);
        words.forEach(word -> request.arg(word.key()).arg(word.stamp()));
        return link.send(request).mapEmpty();
    }

    private Request script(String script) {
        return Request.cmd(Command.EVAL).arg(script).arg(1).arg(key);
    }

    @Override
    public Future<Page> page(String from) {
        Request request = Request.cmd(Command.HSCAN)
                .arg(key)
                .arg(from.isEmpty() ? "0" : from)
                .arg("COUNT")
                .arg(PAGE);
        return link.send(request).map(RedisWords::page);
    }

    private static Page page(Response answer) {
        List<Word> words = new ArrayList<>();
        Response fields = answer.get(1);
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            byte[] value = fields.get(i + 1).toBytes();
            if (value.length >= STAMP_CHARS) {
                words.add(new Word(
                        fields.get(i).toString(StandardCharsets.UTF_8),
                        new String(value, 0, STAMP_CHARS, StandardCharsets.US_ASCII),
                        Bytes.wrap(Arrays.copyOfRange(value, STAMP_CHARS, value.length))));
            }
        }
        String next = answer.get(0).toString();
        return new Page(words, next.equals("0") ? "" : next);
    }
}
