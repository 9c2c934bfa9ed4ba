package io.ringway.gateway.protocol.json;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields a dialect knows, and how they are spelled on its wire. Immutable; make one per kind of frame and keep it. */
public final class FieldNames<F extends Enum<F>> {
    private final Class<F> fields;
    private final Map<String, F> byName = new HashMap<>();
    private final Map<F, String> names;

    public FieldNames(Class<F> fields, Function<F, String> spelling) {
        this.fields = fields;
        this.names = new EnumMap<>(fields);
        for (F field : EnumSet.allOf(fields)) {
            byName.put(spelling.apply(field), field);
            names.put(field, spelling.apply(field));
        }
    }

    /** As it is spelled on the wire. */
    public String name(F field) {
        return String.valueOf(names.get(field));
    }

    @Nullable
    F find(String name) {
        return byName.get(name);
    }

    <V> Map<F, V> map() {
        return new EnumMap<>(fields);
    }
}
