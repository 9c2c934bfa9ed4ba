package io.ringway.cluster.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.logs.DeniedException;
import io.ringway.cluster.logs.LogContents;
import io.ringway.cluster.logs.LogStore.Line;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Redis whose user may do what the document says, or something less. */
class RedisAclTest {
    private static final Path DOCUMENT = Path.of("../docs/redis.md");
    private static final Path SOURCES = Path.of("src/main/java/io/ringway/cluster/redis");
    private static final Duration AGE = Duration.ofMinutes(5);
    private static final Bytes REGIME = Bytes.utf8("regime");

    private final LinkedRedis redis = new LinkedRedis();

    @AfterEach
    void close() {
        redis.close();
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> documented() throws IOException {
        String table = Pattern.compile("\\| for \\| commands \\|(.*?)\n\n", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
        return found("`([A-Z]+)`", table);
    }

    private static Set<String> used() throws IOException {
        Set<String> all = new TreeSet<>(Set.of("HELLO", "SELECT"));
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                all.addAll(found("(?:call|asked)\\('([A-Z]+)'", text));
                all.addAll(found("Command\\.([A-Z]+)", text));
            }
        }
        return all;
    }

    private RedisLogs logs(Set<String> commands) {
        List<String> rules = new ArrayList<>(List.of("SETUSER", "app", "reset", "on", ">word", "~ringway:*"));
        commands.forEach(command -> rules.add("+" + command));
        redis.ask(Command.ACL, rules.toArray(String[]::new));
        return new RedisLogs(
                redis.link(redis.server.url("app:word"), Duration.ofSeconds(5), Duration.ofSeconds(5)),
                "history",
                100,
                AGE);
    }

    @Test
    void theDocumentHasTheCommandsThatAreUsedAndNoOthers() throws IOException {
        assertEquals(used(), documented());
    }

    @Test
    void theProbeUsesWhatTheScriptsUse() {
        String scripts = String.join(
                "",
                LogScripts.PROMISE,
                LogScripts.READ,
                LogScripts.PAGE,
                LogScripts.STAGE,
                LogScripts.INSTALL,
                LogScripts.APPEND);
        String commands = "redis.call\\('([A-Z]+)'";
        assertEquals(found(commands, scripts), found(commands, LogScripts.PROBE));
    }

    @Test
    void aUserWhoMayDoWhatTheDocumentSaysKeepsHistories() throws IOException {
        RedisLogs logs = logs(documented());
        List<Line> lines = LongStream.rangeClosed(1, 100)
                .mapToObj(
                        number -> new Line(number, Bytes.utf8("x".repeat(4_000)), 7, number, Bytes.utf8("m" + number)))
                .toList();
        LogContents large = new LogContents(LogContents.ALL, 100, lines, Map.of(), List.of());
        String ballot = "%016x%016x".formatted(1, 7);
        redis.call(() -> logs.promise("tenant/group", ballot, AGE));
        redis.call(() -> logs.install("tenant/group", ballot, REGIME, large, AGE));
        assertEquals(
                100,
                redis.call(() -> logs.read("tenant/group", ballot))
                        .orElseThrow()
                        .head());
        redis.call(logs::probe);
        assertEquals(0, redis.ask(Command.KEYS, "*{cHJvYmU}*").size(), "nothing is left of the probe");
        redis.call(logs::close);
    }

    /** Health said so at one look, and nothing at the next, and that was no more than ERR. */
    @Test
    void whereACommandIsMissingTheProbeFailsAndTheTroubleIsWhatRedisSays() throws IOException {
        Set<String> commands = documented();
        commands.remove("UNLINK");
        RedisLogs logs = logs(commands);
        boolean failed = redis.call(() -> logs.probe().transform(done -> Future.succeededFuture(done.failed())));
        assertTrue(failed);
        String trouble = logs.trouble().orElseThrow();
        assertTrue(trouble.toLowerCase(Locale.ROOT).contains("acl") || trouble.contains("can't run"), trouble);
        redis.call(logs::close);
    }

    /** What else was done ended it, so that health said so at one look, and nothing at the next. */
    @Test
    void thatACommandIsRefusedHoldsWhateverElseIsAnswered() throws IOException {
        Set<String> commands = documented();
        commands.remove("UNLINK");
        RedisLogs logs = logs(commands);
        redis.call(() -> logs.probe().transform(done -> {
            assertInstanceOf(DeniedException.class, done.cause());
            return Future.succeededFuture(true);
        }));
        String trouble = logs.trouble().orElseThrow();
        String ballot = "%016x%016x".formatted(1, 7);
        redis.call(() -> logs.promise("tenant/group", ballot, AGE));
        assertEquals(trouble, logs.trouble().orElse(""));

        redis.ask(Command.ACL, "SETUSER", "app", "+UNLINK");
        redis.call(logs::probe);
        assertEquals("", logs.trouble().orElse(""));
        redis.call(logs::close);
    }

    /** Whatever was read ended it, so that it came and went several times a second. */
    @Test
    void thatNothingCanBeWrittenHoldsUntilSomethingIsWritten() {
        RedisLink link = redis.link(redis.server.url(), Duration.ofSeconds(5), Duration.ofSeconds(5));
        redis.ask(Command.CONFIG, "SET", "maxmemory", "1");
        Request set = Request.cmd(Command.SET).arg("k").arg("v");
        redis.call(() -> link.send(set).transform(done -> Future.succeededFuture(done.failed())));
        redis.call(() -> link.send(Request.cmd(Command.GET).arg("k")));
        assertTrue(link.trouble().orElse("").contains("OOM"), link.trouble()::toString);
        redis.ask(Command.CONFIG, "SET", "maxmemory", "0");
        Awaitility.await().until(() -> link.trouble().isEmpty());
        redis.call(link::close);
    }
}
