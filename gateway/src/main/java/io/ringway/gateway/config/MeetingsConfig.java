package io.ringway.gateway.config;

import java.time.Duration;
import java.util.List;

/** Meetings, their participants and presets. */
public record MeetingsConfig(
        @Setting(
                doc = "Who may be in a meeting at once, where it says nothing of its own.",
                byDefault = "100",
                min = "1",
                max = "100000")
        int participants,

        @Setting(
                doc = "Meetings of one tenant that somebody may be in at once; those where nobody is do not count.",
                byDefault = "1000",
                min = "1",
                max = "1000000")
        int sessions,

        @Setting(
                doc = "Sessions of one tenant's meetings that are kept; the oldest that are over make room for others."
                        + " About 300 bytes each, and 300 for each who was there.",
                byDefault = "2000",
                min = "1",
                max = "1000000")
        int sessionsKept,

        @Setting(
                doc = "How long sessions are kept after the end of their meeting.",
                byDefault = "7d",
                min = "1m",
                max = "400d")
        Duration sessionsAge,

        @Setting(
                doc = "Meetings of one tenant that are kept until they are over, those that are not ACTIVE too.",
                byDefault = "10000",
                min = "1",
                max = "1000000")
        int kept,

        @Setting(
                doc = "Participants that may be added to one meeting, whether they come or not. About 500 bytes each.",
                byDefault = "1000",
                min = "1",
                max = "100000")
        int added,

        @Setting(
                doc = "How long a meeting lives, where it says nothing of its own.",
                byDefault = "24h",
                min = "1m",
                max = "400d")
        Duration lifetime,

        @Setting(
                doc = "How long the token of a participant is good, at most.",
                byDefault = "24h",
                min = "1m",
                max = "24h")
        Duration tokenLifetime,

        @Setting(
                doc =
                        "The most characters of a message in a meeting: of all the texts in it together, and long names of fields; bytes of"
                                + " what is no JSON.",
                byDefault = "4000",
                min = "1",
                max = "1000000",
                unit = Unit.CHARACTERS)
        int chatChars,

        @Setting(
                doc = "The longest title of a meeting, and name of a participant.",
                byDefault = "256",
                min = "1",
                max = "1024",
                unit = Unit.CHARACTERS)
        int nameChars,

        @Setting(
                doc = "The longest name of a preset.",
                byDefault = "64",
                min = "1",
                max = "255",
                unit = Unit.CHARACTERS)
        int presetNameChars,

        @Setting(
                doc =
                        "Presets that are there without being made by the API, which cannot change them. In the environment"
                                + " this list is written as JSON.",
                allowed = "a list of {tenant, name, groups, actions, waiting_room}")
        List<PresetConfig> presets) {
    public MeetingsConfig {
        int longest = presetNameChars;
        Check.of(
                        MeetingsConfig.class,
                        participants,
                        sessions,
                        sessionsKept,
                        sessionsAge,
                        kept,
                        added,
                        lifetime,
                        tokenLifetime,
                        chatChars,
                        nameChars,
                        presetNameChars,
                        presets)
                .that(sessions <= kept, "kept", "is less than sessions", "at least meetings.sessions")
                .that(sessions <= sessionsKept, "sessions_kept", "is less than sessions", "at least meetings.sessions")
                .that(
                        presets.stream()
                                .allMatch(preset -> preset.name()
                                                .codePointCount(0, preset.name().length())
                                        <= longest),
                        "presets",
                        "has a name that is too long",
                        "at most meetings.preset_name_chars characters")
                .done();
    }
}
