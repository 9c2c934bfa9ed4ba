package io.ringway.gateway.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged as an error, of requests, while this is open. */
public final class LoggedErrors implements AutoCloseable {
    private static final List<String> LOGGERS =
            List.of("io.ringway.access", "io.ringway.gateway.http", "io.vertx.ext.web");

    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    public LoggedErrors() {
        appender.start();
        LOGGERS.forEach(name -> logger(name).addAppender(appender));
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    public List<String> messages() {
        synchronized (appender) {
            return new ArrayList<>(appender.list)
                    .stream()
                            .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                            .map(ILoggingEvent::toString)
                            .toList();
        }
    }

    @Override
    public void close() {
        LOGGERS.forEach(name -> logger(name).detachAppender(appender));
    }
}
