package io.ringway.cluster.redis;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.seen.SeenStore;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Of each tenant one sorted set in a Redis, version 6 or newer: users by the time at which they were last here. Hub only. */
public final class RedisSeen extends RedisStore implements SeenStore {
    /** ARGV: the oldest that counts, how many there may be, how long the set lives; then a user and a time, again and again. */
    private static final String KEEP = """
            for i = 4, #ARGV, 2 do
              local old = redis.call('ZSCORE', KEYS[1], ARGV[i])
              if not old or tonumber(old) < tonumber(ARGV[i + 1]) then
                redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i])
              end
            end
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1])
            local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[2])
            if over > 0 then redis.call('ZREMRANGEBYRANK', KEYS[1], 0, over - 1) end
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            return 1
            """;

    /** ARGV: the oldest that counts; then users. */
    private static final String TIMES = """
            local times = {}
            for i = 2, #ARGV do
              local at = redis.call('ZSCORE', KEYS[1], ARGV[i])
              if not at or tonumber(at) < tonumber(ARGV[1]) then at = '0' end
              times[i - 1] = string.format('%.0f', tonumber(at))
            end
            return times
            """;

    private final String name;
    private final Duration age;
    private final int most;
    private final InstantSource clock;

    /**
     * @param name tells these from others in the same Redis; becomes part of their keys
     * @param age what was longer ago is forgotten
     * @param most of how many users of a tenant it is kept; of more, those who have been away for longest are forgotten
     */
    public RedisSeen(RedisLink link, String name, Duration age, int most, InstantSource clock) {
        super(link);
        this.name = name;
        this.age = age;
        this.most = most;
        this.clock = clock;
    }

    @Override
    public Future<Void> keep(Tenant tenant, Map<String, Long> times) {
        Request request = script(KEEP, tenant).arg(most).arg(age.toMillis());
        times.forEach((user, at) -> request.arg(user).arg(at));
        return link.send(request).mapEmpty();
    }

    @Override
    public Future<List<Long>> times(Tenant tenant, List<String> users) {
        Request request = script(TIMES, tenant);
        users.forEach(request::arg);
        return link.send(request).map(RedisSeen::times);
    }

    private static List<Long> times(Response answer) {
        List<Long> times = new ArrayList<>(answer.size());
        for (Response at : answer) {
            times.add(at.toLong());
        }
        return times;
    }

    private Request script(String script, Tenant tenant) {
        return Request.cmd(Command.EVAL)
                .arg(script)
                .arg(1)
                .arg(link.address().base(name, tenant.name()))
                .arg(clock.millis() - age.toMillis());
    }
}
