package io.ringway.cluster.redis;

/**
 * What is done to a list in Redis, in one atomic step. A list is three keys: the ids by time, the bodies by id, and the ids
 * that nobody has seen, by time.
 */
final class Scripts {
    /** ARGV: id, time, body, 1 where unseen, most items, oldest time, time to live in ms. Answers how many are unseen. */
    static final String APPEND = """
            if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[3]) == 1 then
              redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
              if ARGV[4] == '1' then redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1]) end
              local gone = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[6])
              gone = math.max(gone, redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[5]))
              if gone > 0 then
                for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, gone - 1)) do
                  redis.call('ZREM', KEYS[1], id)
                  redis.call('HDEL', KEYS[2], id)
                  redis.call('ZREM', KEYS[3], id)
                end
              end
              for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[7]) end
            end
            return redis.call('ZCOUNT', KEYS[3], ARGV[6], '+inf')
            """;

    /** ARGV: id to start after or '', how many, oldest time. Answers unseen, 1 where there is more, then id, time, 1 where unseen, body of each. */
    static final String PAGE = """
            local from = 0
            local answer = {redis.call('ZCOUNT', KEYS[3], ARGV[3], '+inf'), 0}
            if ARGV[1] ~= '' then
              local rank = redis.call('ZREVRANK', KEYS[1], ARGV[1])
              if not rank then return answer end
              from = rank + 1
            end
            local limit = tonumber(ARGV[2])
            for i, id in ipairs(redis.call('ZREVRANGE', KEYS[1], from, from + limit)) do
              local time = redis.call('ZSCORE', KEYS[1], id)
              if tonumber(time) < tonumber(ARGV[3]) then break end
              if i > limit then
                answer[2] = 1
                break
              end
              table.insert(answer, id)
              table.insert(answer, time)
              table.insert(answer, redis.call('ZSCORE', KEYS[3], id) and 1 or 0)
              table.insert(answer, redis.call('HGET', KEYS[2], id))
            end
            return answer
            """;

    /** ARGV: id, oldest time. Answers how many are unseen. */
    static final String MARK = """
            local time = redis.call('ZSCORE', KEYS[1], ARGV[1])
            if time then
              redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', '(' .. time)
              for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], time, time)) do
                if id <= ARGV[1] then redis.call('ZREM', KEYS[3], id) end
              end
            end
            return redis.call('ZCOUNT', KEYS[3], ARGV[2], '+inf')
            """;

    /** ARGV: id, oldest time. Answers how many are unseen. */
    static final String REMOVE = """
            redis.call('ZREM', KEYS[1], ARGV[1])
            redis.call('HDEL', KEYS[2], ARGV[1])
            redis.call('ZREM', KEYS[3], ARGV[1])
            return redis.call('ZCOUNT', KEYS[3], ARGV[2], '+inf')
            """;

    private Scripts() {}
}
