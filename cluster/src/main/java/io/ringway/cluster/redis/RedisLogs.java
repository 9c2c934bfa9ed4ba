package io.ringway.cluster.redis;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.logs.LogContents;
import io.ringway.cluster.logs.LogStore;
import io.ringway.cluster.logs.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Logs in a Redis, version 6.2 or newer, each a stream with what belongs to it. Hub only. */
public final class RedisLogs implements LogStore {

    private static final String[] PARTS = {"state", "lines", "marks", "origins"};

    private static final long PROBE_MILLIS = 10_000;

    private final RedisLink link;
    private final String name;
    private final int marks;
    private final Duration markAge;

    /**
     * @param link that nothing else uses, so that nothing holds these up
     * @param name tells these logs from others in the same Redis; becomes part of their keys
     * @param marks how many a log keeps, or some more
     * @param markAge for how long it keeps them, or some longer
     */
    public RedisLogs(RedisLink link, String name, int marks, Duration markAge) {
        this.link = link;
        this.name = name;
        this.marks = marks;
        this.markAge = markAge;
    }

    @Override
    public Future<Optional<Held>> promise(String key, String ballot, Duration age) {
        return send(script(LogScripts.PROMISE, key, ballot).arg(age.toMillis()))
                .map(answer -> answer.get(1) == null
                        ? Optional.empty()
                        : Optional.of(new Held(
                                Bytes.wrap(answer.get(1).toBytes()),
                                answer.get(2).toInteger() == 1,
                                answer.get(3).toLong())));
    }

    @Override
    public Future<Optional<LogContents>> read(String key, String ballot) {
        return send(script(LogScripts.READ, key, ballot))
                .map(answer -> answer.get(1) == null ? Optional.empty() : Optional.of(contents(answer)));
    }

    private static LogContents contents(Response answer) {
        List<Line> lines = new ArrayList<>();
        answer.get(2).forEach(entry -> lines.add(line(entry)));
        List<Bytes> marks = new ArrayList<>();
        answer.get(3)
                .forEach(entry ->
                        marks.add(Bytes.wrap(field(fields(entry.get(1)), "m").toBytes())));
        Map<Long, Long> seqs = new HashMap<>();
        fields(answer.get(4)).forEach((origin, seq) -> seqs.put(Long.valueOf(origin), seq.toLong()));
        return new LogContents(LogContents.ALL, answer.get(1).toLong(), lines, seqs, marks);
    }

    private static Line line(Response entry) {
        String id = entry.get(0).toString();
        Map<String, Response> fields = fields(entry.get(1));
        return new Line(
                Long.parseLong(id.substring(0, id.indexOf('-'))),
                Bytes.wrap(field(fields, "b").toBytes()),
                field(fields, "o").toLong(),
                field(fields, "s").toLong(),
                Bytes.EMPTY);
    }

    /** Names and values in turn, as Redis answers a script. */
    private static Map<String, Response> fields(Response flat) {
        Map<String, Response> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(StandardCharsets.US_ASCII), flat.get(i + 1));
        }
        return fields;
    }

    private static Response field(Map<String, Response> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    @Override
    public Future<Void> install(String key, String ballot, Bytes regime, LogContents contents, Duration age) {
        Request request = script(LogScripts.INSTALL, key, ballot)
                .arg(age.toMillis())
                .arg(buffer(regime))
                .arg(contents.behind())
                .arg(contents.head())
                .arg(contents.lines().size())
                .arg(contents.marks().size());
        lines(request, contents.lines());
        contents.marks().forEach(mark -> request.arg(buffer(mark)));
        contents.seqs().forEach((origin, seq) -> request.arg(origin).arg(seq));
        return send(request).mapEmpty();
    }

    @Override
    public Future<Long> append(String key, String ballot, List<Line> lines, long oldest, Duration age) {
        Request request = script(LogScripts.APPEND, key, ballot)
                .arg(age.toMillis())
                .arg(oldest)
                .arg(marks)
                .arg(markAge.toMillis());
        lines(request, lines);
        return send(request).map(answer -> answer.get(1).toLong());
    }

    private static void lines(Request request, List<Line> lines) {
        lines.forEach(line -> request.arg(line.number())
                .arg(buffer(line.body()))
                .arg(line.origin())
                .arg(line.seq())
                .arg(buffer(line.mark())));
    }

    private static Buffer buffer(Bytes bytes) {
        return Buffer.buffer(bytes.array());
    }

    private Request script(String script, String key, String ballot) {
        String base = link.address().base(name, key);
        Request request = Request.cmd(Command.EVAL).arg(script).arg(PARTS.length);
        for (String part : PARTS) {
            request.arg(base + part);
        }
        return request.arg(ballot);
    }

    @Override
    public Future<Void> probe() {
        Request request = Request.cmd(Command.EVAL)
                .arg(LogScripts.PROBE)
                .arg(1)
                .arg(link.address().prefix() + ":" + name + ":probe")
                .arg(PROBE_MILLIS);
        return send(request).mapEmpty();
    }

    private Future<Response> send(Request request) {
        return link.send(request)
                .compose(answer -> answer.get(0).toInteger() == 1
                        ? Future.succeededFuture(answer)
                        : Future.failedFuture(new RefusedException(answer.get(1).toString())));
    }

    @Override
    public Optional<String> trouble() {
        return link.trouble();
    }

    @Override
    public Future<Void> close() {
        return link.close();
    }
}
