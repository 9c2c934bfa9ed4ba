package io.ringway.gateway.protocol.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Signal;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a command or an event of its description in a vector. */
final class Described {
    private static final Tenant TENANT = new Tenant("acme");

    /** What is left out where it says nothing: most groups have no history, and show all their members. */
    private static final Map<String, Optional<Object>> LEFT_OUT = Map.of(
            "since", Optional.empty(),
            "catchup", Optional.empty(),
            "meta", Optional.empty(),
            "offset", Optional.of(0L),
            "key", Optional.of(""),
            "notification", Optional.empty(),
            "pushed", Optional.of(0),
            "total", Optional.of(Event.ALL),
            "suspects", Optional.of(Set.of()));

    private Described() {}

    static Command command(JsonNode means) {
        return (Command) record(nested(Command.class, means.get("command").asText()), means);
    }

    static Event event(JsonNode means) {
        return (Event) record(nested(Event.class, means.get("event").asText()), means);
    }

    private static Class<?> nested(Class<?> family, String name) {
        for (Class<?> member : family.getDeclaredClasses()) {
            if (member.getSimpleName().equals(name)) {
                return member;
            }
        }
        throw new AssertionError("no " + family.getSimpleName() + " is called " + name);
    }

    private static Object record(Class<?> type, JsonNode node) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            String name = components[i].getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            if (!node.has(name) && LEFT_OUT.containsKey(name)) {
                values[i] = LEFT_OUT.get(name).orElse(null);
                continue;
            }
            if (!node.has(name)) {
                throw new AssertionError(type.getSimpleName() + " needs " + name);
            }
            values[i] = value(components[i].getGenericType(), node.get(name));
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException defect) {
            throw new LinkageError(type.getName(), defect);
        }
    }

    private static @Nullable Object value(Type type, JsonNode node) {
        if (type instanceof ParameterizedType list) {
            List<@Nullable Object> values = new ArrayList<>();
            node.forEach(item -> values.add(value(list.getActualTypeArguments()[0], item)));
            return list.getRawType() == Set.class ? Set.copyOf(values) : values;
        }
        if (node.isNull()) {
            return type == long.class ? (Object) Command.NO_ID : type == Bytes.class ? Bytes.EMPTY : null;
        }
        return value((Class<?>) type, node);
    }

    private static Object value(Class<?> type, JsonNode node) {
        if (type == long.class) {
            return node.longValue();
        } else if (type == int.class) {
            return node.intValue();
        } else if (type == boolean.class || type == Boolean.class) {
            return node.booleanValue();
        } else if (type == String.class) {
            return Vector.text(node);
        } else if (type == Bytes.class) {
            return Bytes.utf8(Vector.text(node));
        } else if (type == Cid.class) {
            return Cid.parse(node.asText()).orElseThrow();
        } else if (type == CallId.class) {
            return CallId.parse(node.asText()).orElseThrow();
        } else if (type == UserId.class) {
            return new UserId(TENANT, node.asText());
        } else if (type == Group.class) {
            return new Group(TENANT, node.asText());
        } else if (type == Content.class) {
            return content(node);
        } else if (type == Change.class) {
            return change(node);
        } else if (Signal.class.isAssignableFrom(type)) {
            return signal(node);
        } else if (type.isEnum()) {
            return constant(type, node.asText());
        }
        return record(type, node);
    }

    private static Content content(JsonNode node) {
        return node.has("json")
                ? Content.json(Vector.text(node.get("json")))
                : new Content(Content.Kind.BINARY, Bytes.wrap(Vector.hex(node.get("binary"))));
    }

    private static Change change(JsonNode node) {
        if (node.has("joined")) {
            return new Change.Joined(member(node.get("joined")));
        }
        if (node.has("suspected")) {
            return new Change.Suspected(member(node.get("suspected")));
        }
        if (node.has("back")) {
            return new Change.Back(member(node.get("back")));
        }
        return node.has("updated")
                ? new Change.Updated(member(node.get("updated")))
                : new Change.Left(
                        member(node.get("left")),
                        LeaveReason.valueOf(node.get("reason").asText()));
    }

    private static Member member(JsonNode node) {
        return (Member) record(Member.class, node);
    }

    private static Signal signal(JsonNode node) {
        String kind = node.fieldNames().next();
        Bytes json = Bytes.utf8(node.get(kind).asText());
        return switch (kind) {
            case "offer" -> new Signal.Offer(json);
            case "answer" -> new Signal.Answer(json);
            case "rollback" -> new Signal.Rollback(json);
            case "candidate" -> new Signal.Candidate(json);
            case "candidates" -> new Signal.Candidates(json);
            default -> throw new AssertionError("no signal is called " + kind);
        };
    }

    private static Object constant(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (constant.toString().equals(name.toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " is called " + name);
    }
}
