package io.ringway.cluster.redis;

import io.ringway.cluster.streams.InStream;
import io.ringway.cluster.streams.Settlement;
import io.ringway.cluster.streams.StreamEntry;
import io.ringway.cluster.streams.StreamFigures;
import io.ringway.cluster.streams.Take;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A stream in a Redis, version 6.2 or newer. Hub only. */
public final class RedisInStream implements InStream {
    private static final Take.Lease[] LEASES = {Take.Lease.ELSEWHERE, Take.Lease.KEPT, Take.Lease.BEGUN};

    private final RedisLink link;
    private final RedisLink waiting;
    private final StreamNames names;
    private final String lease;
    /** Of the last taking. */
    private long number;

    /** @param waiting a link that nothing else uses: what waits for an entry holds up whatever is behind it */
    public RedisInStream(RedisLink link, RedisLink waiting, StreamNames names) {
        this.link = link;
        this.waiting = waiting;
        this.names = names;
        this.lease = link.address().prefix() + ":reader:" + names.stream();
    }

    @Override
    public Future<Take> take(String reader, long leaseMillis, int limit) {
        return taken(reader, leaseMillis, limit, "");
    }

    @Override
    public Future<Take> takeAgain(String reader, long leaseMillis, int limit, String after) {
        return taken(reader, leaseMillis, limit, after.equals(FIRST) ? FIRST : "(" + after);
    }

    private Future<Take> taken(String reader, long leaseMillis, int limit, String after) {
        Request request = Request.cmd(Command.EVAL)
                .arg(StreamScripts.TAKE)
                .arg(2)
                .arg(names.stream())
                .arg(lease)
                .arg(reader)
                .arg(leaseMillis)
                .arg(names.group())
                .arg(limit)
                .arg(names.entryBytes())
                .arg(after)
                .arg(++number);
        return link.send(request).map(RedisInStream::take);
    }

    @Override
    public Future<Set<String>> begin(String reader, Map<String, Long> begun) {
        Request request = Request.cmd(Command.EVAL)
                .arg(StreamScripts.BEGIN)
                .arg(2)
                .arg(names.stream())
                .arg(lease)
                .arg(reader)
                .arg(names.group());
        begun.forEach((id, count) -> request.arg(id).arg(count));
        return link.send(request).compose(answer -> {
            Set<String> may = answer.stream().map(RedisInStream::text).collect(Collectors.toSet());
            return may.remove("1") ? Future.succeededFuture(may) : Future.failedFuture("the turn is another reader's");
        });
    }

    private static Take take(Response answer) {
        List<StreamEntry> entries = new ArrayList<>();
        for (int i = StreamScripts.TAKE_HEAD; i < answer.size(); i++) {
            Response entry = answer.get(i);
            entries.add(new StreamEntry(text(entry.get(0)), entry.get(1).toLong(), fields(entry.get(2))));
        }
        return new Take(LEASES[answer.get(0).toInteger()], answer.get(1).toInteger(), text(answer.get(2)), entries);
    }

    private static @Nullable List<String> fields(@Nullable Response fields) {
        if (fields == null) {
            return null;
        }
        List<String> all = new ArrayList<>(fields.size());
        try {
            for (Response part : fields) {
                // Not as a String of Java's own making: what is no UTF-8 would become another name, and still be one.
                all.add(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(part.toBytes()))
                        .toString());
            }
        } catch (CharacterCodingException noText) {
            return null;
        }
        return all;
    }

    private static String text(Response part) {
        return part.toString(StandardCharsets.UTF_8);
    }

    /** Waits for half as long as an answer may take: the link takes one that is late for a peer that is gone. */
    @Override
    public Future<Optional<String>> await(String after) {
        Request request = Request.cmd(Command.XREAD)
                .arg("COUNT")
                .arg(1)
                .arg("BLOCK")
                .arg(Math.max(1, waiting.address().timeout().toMillis() / 2))
                .arg("STREAMS")
                .arg(names.stream())
                .arg(after);
        return waiting.send(request).map(RedisInStream::firstId);
    }

    /** A list of streams and their entries in RESP2, a mapping in RESP3. */
    private static Optional<String> firstId(@Nullable Response answer) {
        if (answer == null || answer.size() == 0) {
            return Optional.empty();
        }
        Response entries = answer.isMap()
                ? answer.get(answer.getKeys().iterator().next())
                : answer.get(0).get(1);
        return Optional.of(text(entries.get(0).get(0)));
    }

    @Override
    public Future<Void> settle(List<Settlement> settlements) {
        Request request = Request.cmd(Command.EVAL)
                .arg(StreamScripts.SETTLE)
                .arg(3)
                .arg(names.stream())
                .arg(names.dead())
                .arg(names.replies().orElse(names.dead()))
                .arg(names.group())
                .arg(names.deadLength())
                .arg(names.repliesLength());
        settlements.forEach(each -> add(request, each));
        return link.send(request).compose(answer -> {
            String error = text(answer);
            return error.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture("it refuses: " + error.split("[^A-Z]", 2)[0]);
        });
    }

    private void add(Request request, Settlement settlement) {
        request.arg(settlement.id());
        Settlement.Aside aside = settlement.aside();
        if (aside == null) {
            request.arg("").arg("").arg("").arg("");
        } else {
            request.arg(aside.reason())
                    .arg(aside.message())
                    .arg(aside.deliveries())
                    .arg(aside.results());
        }
        Settlement.Reply reply = settlement.reply();
        if (reply == null || names.replies().isEmpty()) {
            request.arg("").arg("");
        } else {
            request.arg(reply.status()).arg(reply.body());
        }
    }

    @Override
    public Future<Void> release(String reader) {
        return link.send(Request.cmd(Command.EVAL)
                        .arg(StreamScripts.RELEASE)
                        .arg(1)
                        .arg(lease)
                        .arg(reader)
                        .arg(number))
                .mapEmpty();
    }

    @Override
    public Future<StreamFigures> figures() {
        Request request = Request.cmd(Command.EVAL)
                .arg(StreamScripts.FIGURES)
                .arg(2)
                .arg(names.stream())
                .arg(names.dead())
                .arg(names.group());
        return link.send(request)
                .map(answer -> new StreamFigures(
                        answer.get(0).toLong(),
                        answer.get(1).toLong(),
                        answer.get(2).toLong(),
                        age(text(answer.get(3)), text(answer.get(4)))));
    }

    /** An id begins with the time in ms, unless whoever added it chose another. */
    private static long age(String id, String seconds) {
        if (id.isEmpty()) {
            return 0;
        }
        long added = Long.parseUnsignedLong(id.substring(0, id.indexOf('-')));
        return Math.max(0, 1_000 * Long.parseLong(seconds) - added);
    }

    @Override
    public Optional<String> trouble() {
        return link.trouble();
    }

    @Override
    public Future<Void> close() {
        return link.close().eventually(waiting::close);
    }
}
