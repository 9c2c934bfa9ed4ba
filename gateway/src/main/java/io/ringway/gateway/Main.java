package io.ringway.gateway;

import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.config.ConfigLoader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * {@code java -jar ringway.jar [--config FILE]}: starts a node, and ends it cleanly on SIGTERM. With {@code keys} it makes
 * API keys instead ({@link KeysCommand}), with {@code push} those of pushes ({@link PushCommand}), and with {@code train} it shows
 * a JVM what nodes do ({@link TrainCommand}).
 */
public final class Main {
    private static final Path DEFAULT_CONFIG = Path.of("conf/ringway.yaml");
    private static final int EXIT_CONFIG = 2;
    private static final int EXIT_START = 1;
    private static final int EXIT_STOP = 3;
    private static final int SHUTDOWN_SLACK_SECONDS = 5;

    private Main() {}

    public static void main(String[] args) {
        try {
            if (args.length > 0 && args[0].equals("keys")) {
                System.out.print(KeysCommand.run(List.of(args).subList(1, args.length), System.in));
                return;
            }
            if (args.length > 0 && args[0].equals("push")) {
                System.out.print(PushCommand.run(List.of(args).subList(1, args.length)));
                return;
            }
            if (args.length > 0 && args[0].equals("train")) {
                train(List.of(args).subList(1, args.length));
                return;
            }
            Config config = ConfigLoader.load(configFile(args), System.getenv());
            Runtimes.prepare(config.log());
            Memory.returnWhenIdle();
            start(config);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(EXIT_CONFIG);
        }
    }

    /** Whatever becomes of it, the JVM ends: a node that did not start in time would keep it. */
    private static void train(List<String> args) {
        try {
            System.out.print(TrainCommand.run(args));
        } catch (IllegalArgumentException wrong) {
            throw wrong;
        } catch (RuntimeException failed) {
            System.err.println("The training failed: " + failed.getMessage());
            System.exit(EXIT_START);
        }
    }

    private static void start(Config config) {
        Promise<Gateway> started = Promise.promise();
        // Before the start: a node that is asked to end while it still looks for the others says goodbye to them, too.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started.future(), config), "shutdown"));
        started.future().onFailure(failure -> {
            LoggerFactory.getLogger(Main.class).error("ringway did not start: {}", failure.getMessage());
            boolean isConfig = failure instanceof ConfigException;
            if (isConfig) {
                System.err.println(failure.getMessage());
            }
            int code = isConfig ? EXIT_CONFIG : EXIT_START;
            // Not on the event loop that may tell of it: exit waits for the hook, and the hook for what the loop has to
            // do yet.
            new Thread(() -> System.exit(code), "exit").start();
        });
        Gateway.start(config).onComplete(started);
    }

    /** Runs as the JVM ends, and ends it with 0 where all went well: left alone, the JVM would say that a signal killed it. */
    private static void stop(Future<Gateway> started, Config config) {
        int exit = 0;
        try {
            long seconds = config.shutdown().deadline().toSeconds() + SHUTDOWN_SLACK_SECONDS;
            started.compose(Gateway::stop).await(seconds, TimeUnit.SECONDS);
        } catch (Exception late) {
            if (started.failed()) {
                Runtimes.flushLogs();
                return;
            }
            LoggerFactory.getLogger(Main.class).error("ringway did not end in time: {}", late.toString());
            exit = EXIT_STOP;
        }
        Runtimes.flushLogs();
        Runtime.getRuntime().halt(exit);
    }

    /** The file to read; null where there is none and none was asked for. */
    private static @Nullable Path configFile(String[] args) {
        if (args.length == 2 && args[0].equals("--config")) {
            return Path.of(args[1]);
        }
        if (args.length == 1 && args[0].startsWith("--config=")) {
            return Path.of(args[0].substring("--config=".length()));
        }
        if (args.length != 0) {
            throw new IllegalArgumentException("usage: java -jar ringway.jar [--config FILE]");
        }
        return Files.exists(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null;
    }
}
