package io.ringway.gateway.protocol.ringway;

import io.ringway.gateway.protocol.StateEntry;
import io.ringway.gateway.protocol.json.JsonWriter;
import java.util.List;

/** Writes the state of a group into a frame that was begun. */
final class StateWriter {
    private StateWriter() {}

    static void entries(JsonWriter json, String group, List<StateEntry> entries) {
        json.raw(Key.GROUP.next()).string(group).raw(Key.STATE.next());
        char before = '[';
        for (StateEntry entry : entries) {
            json.raw(before).raw(Key.KEY.first()).string(entry.key());
            value(json, entry);
            json.raw('}');
            before = ',';
        }
        if (before == '[') {
            json.raw('[');
        }
        json.raw(']');
    }

    static void changed(JsonWriter json, String group, StateEntry entry) {
        json.raw(Key.GROUP.next()).string(group).raw(Key.KEY.next()).string(entry.key());
        value(json, entry);
    }

    private static void value(JsonWriter json, StateEntry entry) {
        if (entry.value().isEmpty()) {
            json.raw(Key.DELETED.next()).bool(true).raw(Key.VERSION.next()).number(entry.version());
            return;
        }
        json.raw(Key.VALUE.next()).json(entry.value());
        json.raw(Key.VERSION.next()).number(entry.version());
        json.raw(Key.EXPIRES_AT.next()).number(entry.expiresAt());
        if (entry.owner() != null) {
            json.raw(Key.CID.next()).plain(entry.owner().toString());
        }
    }
}
