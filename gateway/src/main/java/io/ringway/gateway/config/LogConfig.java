package io.ringway.gateway.config;

/** The log on standard output. */
public record LogConfig(
        @Setting(doc = "One JSON object a line for machines, or lines for people.", byDefault = "json")
        Format format,

        @Setting(doc = "The least important that is logged.", byDefault = "info")
        Level level) {
    /** How a line looks. */
    public enum Format {
        JSON,
        TEXT
    }

    /** How important a line is. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    public LogConfig {
        Check.of(LogConfig.class, format, level).done();
    }
}
