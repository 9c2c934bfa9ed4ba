package io.ringway.gateway.ice.relay;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.json.JsonArray;
import io.ringway.gateway.protocol.json.JsonException;
import io.ringway.gateway.protocol.json.JsonMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes its sender's addresses out of what members of a room signal to each other: a JSON object whose {@code description}
 * and {@code candidates} are as in calls. Other members, and other values, are what people say, and stay as they are.
 *
 * <p>Pure, on any thread, in time linear in the size.
 */
public final class RoomSignals {
    private static final String DESCRIPTION = "description";
    private static final String CANDIDATES = "candidates";

    private RoomSignals() {}

    /** @param json one well-formed value; returned itself where it has no signal in it */
    public static Bytes of(Bytes json) throws UnreadableSignal {
        try {
            Map<String, Bytes> members = JsonMembers.read(json);
            Bytes description = members.get(DESCRIPTION);
            Bytes candidates = members.get(CANDIDATES);
            if (description == null && candidates == null) {
                return json;
            }
            if (description != null) {
                members.put(DESCRIPTION, RelayOnly.description(description));
            }
            if (candidates != null) {
                members.put(CANDIDATES, JsonArray.of(kept(JsonArray.read(candidates))));
            }
            return JsonMembers.of(members);
        } catch (JsonException unreadable) {
            throw new UnreadableSignal(unreadable.reason());
        }
    }

    private static List<Bytes> kept(List<Bytes> candidates) throws UnreadableSignal {
        List<Bytes> kept = new ArrayList<>();
        for (Bytes one : candidates) {
            RelayOnly.candidate(one).ifPresent(kept::add);
        }
        return kept;
    }
}
