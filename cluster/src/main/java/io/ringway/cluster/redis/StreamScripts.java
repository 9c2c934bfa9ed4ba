package io.ringway.cluster.redis;

/**
 * What is done to a stream in Redis, each in one atomic step. That a reader has the lease is looked at in the same step that
 * gives it entries, so that one that was late gets none.
 */
final class StreamScripts {
    /** All nodes share one name in the group: whose turn it is says the lease. */
    private static final String CONSUMER = "ringway";

    /** Fields and their values of one entry; more are no entry of ours, and too many for Lua's stack. */
    private static final int MOST_PARTS = 64;

    /** After so many bytes no more entries are given at once: whoever reads them has other work, too. */
    static final int TAKE_BYTES = 256 << 10;

    /**
     * KEYS: stream, lease. ARGV: reader, lease in ms, group, how many, how many bytes of one entry at most, an id behind
     * which entries that were given before are given again, or '' for new ones, and a number that is higher each time: what was
     * given up by its reader, and comes late, must take nothing that nobody would learn of. Answers 0 where another has the lease, 1 or,
     * for a new one, 2; how many entries are gone; the last id that was looked at; then of each its id, how often it may have
     * been begun, and fields. Entries are read one by one, as only what was read says how large they are.
     */
    static final String TAKE = """
            local stream, lease = KEYS[1], KEYS[2]
            local reader, age, group, limit, most, after, number = unpack(ARGV)
            local value = redis.call('GET', lease)
            local holder, last = string.match(value or '', '^(.+) (%%d+)$')
            holder = holder or value
            if holder and (holder ~= reader or tonumber(last) >= tonumber(number)) then return {0, 0, ''} end
            redis.call('SET', lease, reader .. ' ' .. number, 'PX', age)
            local answer = {holder and 1 or 2, 0, ''}
            if not holder or tonumber(limit) == 0 then return answer end
            local function asked(...)
              local got = redis.pcall(...)
              if type(got) == 'table' and got.err and string.find(got.err, 'NOGROUP', 1, true) then
                redis.call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
                got = redis.pcall(...)
              end
              return got
            end
            local left = %3$d
            local function give(entry, begun)
              local fields, bytes = entry[2], 0
              for _, part in ipairs(fields) do bytes = bytes + #part end
              local isRead = bytes <= tonumber(most) and #fields <= %2$d
              table.insert(answer, {entry[1], begun, isRead and fields or false})
              answer[3] = entry[1]
              left = left - bytes
            end
            if after == '' then
              for i = 1, tonumber(limit) do
                local got = asked('XREADGROUP', 'GROUP', group, '%1$s', 'COUNT', 1, 'STREAMS', stream, '>')
                if got and got.err then return got end
                if not got then break end
                give(got[1][2][1], 0)
                if left <= 0 then break end
              end
              return answer
            end
            local rows = asked('XPENDING', stream, group, after, '+', limit)
            if rows.err then return rows end
            for _, row in ipairs(rows) do
              local there = redis.call('XRANGE', stream, row[1], row[1])
              if there[1] then
                give(there[1], row[4])
              else
                answer[3] = row[1]
                redis.call('XACK', stream, group, row[1])
                answer[2] = answer[2] + 1
              end
              if left <= 0 then break end
            end
            return answer
            """.formatted(CONSUMER, MOST_PARTS, TAKE_BYTES);

    /**
     * KEYS: stream, lease. ARGV: reader, group, then of each entry its id and how often it will have been begun. Answers 1, or 0 where another has the lease, then those that may be.
     */
    static final String BEGIN = """
            local stream, reader, group = KEYS[1], ARGV[1], ARGV[2]
            if string.match(redis.call('GET', KEYS[2]) or '', '^(.+) %%d+$') ~= reader then return {'0'} end
            local may = {'1'}
            for i = 3, #ARGV, 2 do
              local row = redis.pcall('XPENDING', stream, group, ARGV[i], ARGV[i], 1)
              if not row.err and row[1] then
                redis.call('XCLAIM', stream, group, '%1$s', 0, ARGV[i], 'RETRYCOUNT', ARGV[i + 1], 'JUSTID')
                table.insert(may, ARGV[i])
              end
            end
            return may
            """.formatted(CONSUMER);

    /** How many parts an entry has in the answer of {@link #TAKE} before the entries begin. */
    static final int TAKE_HEAD = 3;

    /**
     * KEYS: stream, dead stream, stream of replies. ARGV: group, lengths of the two, and of each entry: id, why it is put
     * aside or '', a message, deliveries, results or '', the status of the reply or '', its body. Of an entry that Lua cannot
     * hold, or that is above 4 MiB, only the reason is kept. What cannot be done wholly is undone, lest it be there once for
     * every try, and keeps nothing else from being done. Answers the first error, or ''.
     */
    static final String SETTLE = """
            local stream, dead, replies = KEYS[1], KEYS[2], KEYS[3]
            local group, deadLength, repliesLength = ARGV[1], ARGV[2], ARGV[3]
            local function aside(id, reason, message, deliveries, results)
              local there = redis.call('XRANGE', stream, id, id)
              local fields, bytes = there[1] and there[1][2] or {}, 0
              for _, part in ipairs(fields) do bytes = bytes + #part end
              if #fields > %1$d or bytes > 4194304 then fields = {} end
              local add = {dead, deadLength}
              for _, part in ipairs(fields) do table.insert(add, part) end
              for name, value in pairs({id = id, reason = reason, message = message, deliveries = deliveries, results = results}) do
                if value ~= '' then
                  table.insert(add, 'dead_' .. name)
                  table.insert(add, value)
                end
              end
              return add
            end
            local wrong
            for i = 4, #ARGV, 7 do
              local id, reason, message, deliveries, results, status, body = unpack(ARGV, i, i + 6)
              local added, failed = {}, nil
              local function add(key, length, ...)
                local got = failed or redis.pcall('XADD', key, 'MAXLEN', '~', length, '*', ...)
                if type(got) == 'table' then failed = got else table.insert(added, {key, got}) end
              end
              local pending = redis.pcall('XPENDING', stream, group, id, id, 1)
              if not pending.err and pending[1] then
                if reason ~= '' then add(unpack(aside(id, reason, message, deliveries, results))) end
                if status ~= '' then add(replies, repliesLength, 'id', id, 'status', status, 'body', body) end
                local done = failed or redis.pcall('XACK', stream, group, id)
                if type(done) == 'table' then
                  for _, one in ipairs(added) do redis.call('XDEL', one[1], one[2]) end
                  wrong = wrong or done
                else
                  redis.call('XDEL', stream, id)
                end
              end
            end
            return wrong and wrong.err or ''
            """.formatted(MOST_PARTS);

    /** KEYS: lease. ARGV: reader, the number of its last taking. */
    static final String RELEASE = """
            if redis.call('GET', KEYS[1]) == ARGV[1] .. ' ' .. ARGV[2] then redis.call('DEL', KEYS[1]) end
            return 1
            """;

    /** KEYS: stream, dead stream. ARGV: group. Answers entries, those pending, dead ones, the first id or '', the time in s. */
    static final String FIGURES = """
            local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1])
            local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
            return {redis.call('XLEN', KEYS[1]), pending.err and 0 or pending[1], redis.call('XLEN', KEYS[2]),
              first[1] and first[1][1] or '', redis.call('TIME')[1]}
            """;

    private StreamScripts() {}
}
