package io.ringway.gateway.webhooks;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.Seat;
import io.ringway.cluster.outbox.Step;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The memberships of this node that receivers want to know of, since when they last, and what that means for their lines.
 * Says again, from time to time, all that this node has: so a line mends itself whatever happened to it. Pure; times are
 * milliseconds since 1970.
 */
final class Register {
    static final String LOST = told(LeaveReason.DISCONNECTED);

    private static final long STATE_MS = 60_000;
    /** Large groups say what they have less often. */
    private static final long STATE_MS_A_SEAT = 100;

    private static final int STATES_A_TURN = 50;

    private final long self;
    private final long patience;
    private final Map<Tenant, List<Receiver>> receivers = new HashMap<>();
    private final BiConsumer<String, Step> out;
    private final Map<Group, Room> rooms = new LinkedHashMap<>();
    private final Map<String, Room> byLine = new HashMap<>();
    /** Members that another node should have by now, the one given away first being the first. */
    private final Map<Departure, Long> departed = new LinkedHashMap<>();

    private long lastTime;

    private static final class Room {
        final List<String> lines;
        final Map<Cid, Seat> seats = new LinkedHashMap<>();
        long stateAt;
        /** How many of its members another node should have by now. */
        int departing;

        Room(List<String> lines) {
            this.lines = lines;
        }
    }

    private record Departure(Group group, Cid cid) {}

    /**
     * @param patience how long a member that was given to another node may not have arrived there
     * @param out is given the steps of each line
     */
    Register(long self, List<Receiver> receivers, long patience, BiConsumer<String, Step> out) {
        this.self = self;
        this.patience = patience;
        this.out = out;
        receivers.forEach(receiver -> this.receivers
                .computeIfAbsent(receiver.tenant(), first -> new ArrayList<>())
                .add(receiver));
    }

    void entered(Group group, Member member, long now) {
        List<Receiver> candidates = receivers.get(group.tenant());
        if (candidates == null) {
            return;
        }
        Room room = rooms.get(group);
        if (room == null) {
            room = open(group, candidates, now);
        }
        if (room != null && !room.seats.containsKey(member.cid())) {
            Seat seat = new Seat(member.cid().toString(), time(now), body(member));
            room.seats.put(member.cid(), seat);
            if (departed.remove(new Departure(group, member.cid())) != null) {
                room.departing--;
            }
            tell(room, new Step.Enter(self, seat, seat.since()));
        }
    }

    private @Nullable Room open(Group group, List<Receiver> candidates, long now) {
        List<String> lines = candidates.stream()
                .filter(receiver -> receiver.wantsMembersOf(group.name()))
                .map(receiver -> Topic.of(group).line(receiver.id()))
                .toList();
        if (lines.isEmpty()) {
            return null;
        }
        Room room = new Room(lines);
        room.stateAt = now + STATE_MS;
        rooms.put(group, room);
        lines.forEach(line -> byLine.put(line, room));
        return room;
    }

    void exited(Group group, Cid cid, LeaveReason reason, long now) {
        Room room = rooms.get(group);
        if (room == null || room.seats.remove(cid) == null) {
            return;
        }
        if (reason == LeaveReason.MOVED) {
            departed.put(new Departure(group, cid), now + patience);
            room.departing++;
        } else {
            tell(room, leave(cid, told(reason), now));
        }
        closeIfEmpty(group, room);
    }

    /** What receivers are told. */
    private static String told(LeaveReason reason) {
        return reason == LeaveReason.TRANSFERRED ? "moved" : reason.name().toLowerCase(Locale.ROOT);
    }

    private Step leave(Cid cid, String reason, long now) {
        return new Step.Leave(self, cid.toString(), reason, time(now));
    }

    private void closeIfEmpty(Group group, Room room) {
        if (room.seats.isEmpty() && room.departing == 0) {
            rooms.remove(group);
            room.lines.forEach(byLine::remove);
        }
    }

    /** A connection is another node's, which may have said so before this one let go of it. */
    void adopted(Cid cid, long by) {
        if (departed.isEmpty()) {
            return;
        }
        List<Departure> found =
                departed.keySet().stream().filter(one -> one.cid.equals(cid)).toList();
        for (Departure one : found) {
            departed.remove(one);
            Room room = rooms.get(one.group);
            if (room != null) {
                room.departing--;
                tell(room, new Step.Pass(self, by, cid.toString()));
                closeIfEmpty(one.group, room);
            }
        }
    }

    /** The store, or the cluster, may have lost what this node said: it says everything again soon. */
    void sayAgain() {
        rooms.values().forEach(room -> room.stateAt = 0);
    }

    /** All that this node has in a line; null where the line is not of members, nothing where it has none. */
    @Nullable
    Step statement(String line, long now) {
        if (Topic.of(line).map(Topic::kind).orElse(Topic.Kind.DEAD) != Topic.Kind.GROUP) {
            return null;
        }
        Room room = byLine.get(line);
        List<Seat> seats = room == null ? List.of() : List.copyOf(room.seats.values());
        return new Step.State(self, seats, LOST, time(now));
    }

    void tick(long now) {
        List<Departure> overdue = new ArrayList<>();
        for (Map.Entry<Departure, Long> one : departed.entrySet()) {
            if (one.getValue() > now) {
                break;
            }
            overdue.add(one.getKey());
        }
        overdue.forEach(one -> {
            departed.remove(one);
            Room room = rooms.get(one.group);
            if (room != null) {
                room.departing--;
                // Where the other node has it, it is that one's, and this changes nothing.
                tell(room, leave(one.cid, LOST, now));
                closeIfEmpty(one.group, room);
            }
        });
        List<Group> said = new ArrayList<>();
        for (Map.Entry<Group, Room> one : rooms.entrySet()) {
            Room room = one.getValue();
            if (said.size() == STATES_A_TURN) {
                break;
            }
            if (room.stateAt <= now) {
                said.add(one.getKey());
                room.stateAt = now + STATE_MS + STATE_MS_A_SEAT * room.seats.size();
                tell(room, new Step.State(self, List.copyOf(room.seats.values()), LOST, time(now)));
            }
        }
        // Behind all others, so that everybody's turn comes, however many there are.
        said.forEach(group -> {
            Room room = rooms.remove(group);
            if (room != null) {
                rooms.put(group, room);
            }
        });
    }

    private void tell(Room room, Step step) {
        room.lines.forEach(line -> out.accept(line, step));
    }

    /** No two things happen at the same time: so two stays of one connection are never the same one. */
    private long time(long now) {
        lastTime = Math.max(lastTime + 1, now);
        return lastTime;
    }

    private static String body(Member member) {
        JsonObject body = new JsonObject().put("user_id", member.user().id());
        if (!member.meta().isEmpty()) {
            try {
                body.put("meta", Json.decodeValue(Buffer.buffer(member.meta().array())));
            } catch (DecodeException notJson) {
                body.putNull("meta");
            }
        }
        return body.encode();
    }
}
