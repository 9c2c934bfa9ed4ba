package io.ringway.gateway.meetings;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.shelves.ShelfKey;
import io.ringway.cluster.shelves.ShelfStore;
import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.config.MeetingsConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where meetings, participants and presets are kept, tenant by tenant. Hub only. */
public final class Folders {
    private static final int PRESETS = 100;

    private final ShelfStore store;
    private final MeetingsConfig config;
    private final List<Configured> configured;

    /** @param tenant empty for every one */
    private record Configured(String tenant, Preset preset) {}

    /** @throws ConfigException where a preset of the configuration grants what there is not */
    public Folders(ShelfStore store, MeetingsConfig config) {
        this.store = store;
        this.config = config;
        try {
            this.configured = config.presets().stream()
                    .map(preset -> new Configured(preset.tenant(), Preset.of(preset)))
                    .toList();
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException("meetings.presets", "has no grants", String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * A meeting that has a session: it takes one of so many places, until then at least.
     *
     * @param id the meeting's
     */
    public record Place(String id, String session, long created, long until) implements Filed {
        private static Place of(JsonObject json) {
            return new Place(
                    json.getString("id"), json.getString("session"), json.getLong("created"), json.getLong("until"));
        }

        Place until(long later) {
            return new Place(id, session, created, later);
        }

        @Override
        public JsonObject json() {
            return new JsonObject()
                    .put("id", id)
                    .put("session", session)
                    .put("created", created)
                    .put("until", until);
        }
    }

    /** Those of the API alone. */
    public Folder<Preset> presets(Tenant tenant) {
        return new Folder<>(store, new ShelfKey(tenant, "presets"), PRESETS, "presets", Preset::of);
    }

    /** Those of the configuration. */
    public List<Preset> configured(Tenant tenant) {
        return configured.stream()
                .filter(one -> one.tenant.isEmpty() || one.tenant.equals(tenant.name()))
                .map(Configured::preset)
                .toList();
    }

    /** Of the configuration or the API, by its id. */
    public Future<Optional<Preset>> preset(Tenant tenant, String id) {
        Stream<Preset> configured = configured(tenant).stream();
        Optional<Preset> found =
                configured.filter(preset -> preset.id().equals(id)).findFirst();
        return found.isPresent()
                ? Future.succeededFuture(found)
                : presets(tenant).get(id);
    }

    public Folder<Meeting> meetings(Tenant tenant) {
        return new Folder<>(store, new ShelfKey(tenant, "meetings"), config.kept(), "meetings", Meeting::of);
    }

    /** The places of meetings that have a session. */
    public Folder<Place> places(Tenant tenant) {
        return new Folder<>(
                store, new ShelfKey(tenant, "live"), config.sessions(), "meetings with somebody in them", Place::of);
    }

    /** The sessions of all meetings, those that are over too. */
    public Folder<MeetingSession> sessions(Tenant tenant) {
        return new Folder<>(
                store, new ShelfKey(tenant, "sessions"), config.sessionsKept(), "sessions", MeetingSession::of);
    }

    /** Who was in a session. */
    public Folder<Attendee> attendees(Tenant tenant, String session) {
        return new Folder<>(
                store, new ShelfKey(tenant, "at:" + session), config.added(), "who was in a session", Attendee::of);
    }

    /** How long people were in sessions. */
    public Minutes minutes() {
        return new Minutes(this);
    }

    public Folder<Participant> participants(Tenant tenant, String meeting) {
        return new Folder<>(
                store, new ShelfKey(tenant, "in:" + meeting), config.added(), "participants", Participant::of);
    }
}
