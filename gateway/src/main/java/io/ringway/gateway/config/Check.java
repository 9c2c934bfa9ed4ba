package io.ringway.gateway.config;

import java.util.ArrayList;
import java.util.List;

/**
 * What the compact constructor of a configuration record holds its components against. Collects what is wrong, so that an
 * operator reads everything at once.
 */
final class Check {
    private final List<Problem> problems = new ArrayList<>();

    private Check() {}

    /** Holds the components, given in order, against the ranges of their {@link Setting}s. */
    static Check of(Class<? extends Record> section, Object... components) {
        Check check = new Check();
        List<Key> keys = Key.of(section, "");
        if (keys.size() != components.length) {
            throw new AssertionError(section + " has " + keys.size() + " components");
        }
        for (int i = 0; i < components.length; i++) {
            check.range(keys.get(i), components[i]);
        }
        return check;
    }

    private void range(Key key, Object component) {
        String fault = Values.faultIn(component, key.setting());
        if (fault != null) {
            problems.add(new Problem(key.path(), component + fault, Values.allowed(key.type(), key.setting())));
        }
    }

    /** What has to hold between components, or for a value whose form a range cannot say. */
    Check that(boolean holds, String key, String wrong, String allowed) {
        if (!holds) {
            problems.add(new Problem(key, wrong, allowed));
        }
        return this;
    }

    void done() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }
}
