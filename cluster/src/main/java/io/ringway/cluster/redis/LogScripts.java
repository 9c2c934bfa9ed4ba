package io.ringway.cluster.redis;

/**
 * What is done to a log in Redis, in one atomic step. A log is four keys: a hash of its state, a stream of its lines under
 * their numbers, a stream of marks, and a hash of the last number of each origin. The first answer of each is 1, or 0
 * followed by the ballot that was promised.
 */
final class LogScripts {
    /** ARGV: ballot, time to live in ms. Answers regime, 1 where active, head; regime alone is nil where there is no log. */
    static final String PROMISE = """
            local promised = redis.call('HGET', KEYS[1], 'promised') or ''
            if ARGV[1] <= promised then return {0, promised} end
            redis.call('HSET', KEYS[1], 'promised', ARGV[1])
            for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
            return {1, redis.call('HGET', KEYS[1], 'regime'), redis.call('HGET', KEYS[1], 'active') or '0',
                redis.call('HGET', KEYS[1], 'head') or '0'}
            """;

    /** ARGV: ballot. Answers head, lines, marks, origins; head alone is nil where there is no log. */
    static final String READ = """
            local promised = redis.call('HGET', KEYS[1], 'promised') or ''
            if ARGV[1] ~= promised then return {0, promised} end
            return {1, redis.call('HGET', KEYS[1], 'head'), redis.call('XRANGE', KEYS[2], '-', '+'),
                redis.call('XRANGE', KEYS[3], '-', '+'), redis.call('HGETALL', KEYS[4])}
            """;

    /** What follows {@link #INSTALL} and {@link #APPEND}: number, body, origin, seq, mark of each line, from some argument on. */
    private static final String ADD = """
            local head = tonumber(redis.call('HGET', KEYS[1], 'head'))
            for i = first, last, 5 do
              local number = tonumber(ARGV[i])
              if number == head + 1 then
                redis.call('XADD', KEYS[2], ARGV[i] .. '-0', 'b', ARGV[i + 1], 'o', ARGV[i + 2], 's', ARGV[i + 3])
                redis.call('HSET', KEYS[4], ARGV[i + 2], ARGV[i + 3])
                if ARGV[i + 4] ~= '' then redis.call('XADD', KEYS[3], '*', 'm', ARGV[i + 4]) end
                head = number
              end
            end
            redis.call('HSET', KEYS[1], 'head', head)
            """;

    /**
     * ARGV: ballot, time to live in ms, regime, number to come behind or -1, head, how many lines, how many marks, lines,
     * marks, origins with their numbers.
     */
    static final String INSTALL = """
            local promised = redis.call('HGET', KEYS[1], 'promised') or ''
            if ARGV[1] ~= promised then return {0, promised} end
            local known = redis.call('HGET', KEYS[1], 'head')
            local isNew = redis.call('HGET', KEYS[1], 'of') ~= ARGV[1]
            if not isNew and (ARGV[4] ~= '-1' or tonumber(ARGV[5]) <= tonumber(known)) then return {1} end
            local first = 8
            local last = first + 5 * tonumber(ARGV[6]) - 1
            if ARGV[4] == '-1' then
              redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
              local before = ARGV[6] == '0' and ARGV[5] or tonumber(ARGV[first]) - 1
              redis.call('HSET', KEYS[1], 'head', before)
            elseif known ~= ARGV[4] then
              return {0, promised}
            end
            """ + ADD + """
            if ARGV[4] == '-1' then
              redis.call('DEL', KEYS[3])
              for i = last + 1, last + tonumber(ARGV[7]) do redis.call('XADD', KEYS[3], '*', 'm', ARGV[i]) end
            end
            for i = last + tonumber(ARGV[7]) + 1, #ARGV, 2 do redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1]) end
            if isNew then redis.call('HSET', KEYS[1], 'of', ARGV[1], 'regime', ARGV[3], 'active', '0') end
            for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
            return {1}
            """;

    /** ARGV: ballot, time to live in ms, oldest number to keep, most marks, for how many ms, lines. Answers the head. */
    static final String APPEND = """
            local promised = redis.call('HGET', KEYS[1], 'promised') or ''
            if ARGV[1] ~= promised or redis.call('HGET', KEYS[1], 'of') ~= promised then return {0, promised} end
            local first = 6
            local last = #ARGV
            """ + ADD + """
            redis.call('HSET', KEYS[1], 'active', '1')
            redis.call('XTRIM', KEYS[2], 'MINID', ARGV[3] .. '-0')
            redis.call('XTRIM', KEYS[3], 'MAXLEN', '~', ARGV[4])
            redis.call('XTRIM', KEYS[3], 'MINID', '~', math.floor(tonumber(redis.call('TIME')[1]) * 1000 - tonumber(ARGV[5])))
            for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[2]) end
            return {1, head}
            """;

    /** ARGV: time to live in ms. A write, as a Redis that refuses those still answers what is read. */
    static final String PROBE = """
            redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
            return {1}
            """;

    private LogScripts() {}
}
