package io.ringway.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.ringway.gateway.config.LogConfig;
import org.slf4j.LoggerFactory;

/** What the JVM and its libraries have to be told before the first of them is touched. */
final class Runtimes {
    private Runtimes() {}

    static void prepare(LogConfig log) {
        // With one or two processors the common pool has one worker, and Hazelcast then starts a thread per completion.
        setDefault("java.util.concurrent.ForkJoinPool.common.parallelism", "4");
        setDefault("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        setDefault("hazelcast.logging.type", "slf4j");
        setDefault(
                "logback.configurationFile",
                log.format() == LogConfig.Format.JSON ? "conf/logback.xml" : "logback.xml");
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME))
                .setLevel(Level.valueOf(log.level().name()));
    }

    static void flushLogs() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
