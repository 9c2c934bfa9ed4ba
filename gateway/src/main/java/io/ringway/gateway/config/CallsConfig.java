package io.ringway.gateway.config;

/** What is kept of calls. */
public record CallsConfig(
        @Setting(doc = "Each user's calls, the missed ones among them.")
        CallHistoryConfig history,

        @Setting(doc = "What happened in each call, step by step, for finding out why it failed.")
        CallTimelineConfig timeline) {}
