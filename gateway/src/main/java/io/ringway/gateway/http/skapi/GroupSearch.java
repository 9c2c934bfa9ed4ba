package io.ringway.gateway.http.skapi;

import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupQuery.Filter;
import io.ringway.cluster.GroupQuery.Filter.MembersBetween;
import io.ringway.cluster.GroupQuery.Filter.NameBetween;
import io.ringway.gateway.protocol.Names;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Which groups a client asks for. On names {@code >=} means "begins with" and {@code <=} "ends with", as in the rest of the
 * client's documentation; a range includes both its ends, and goes before a condition.
 */
record GroupSearch(GroupQuery.Key by, Filter filter) {
    private static final String ANY_NAME = " ";

    static GroupSearch of(JsonObject body) {
        Object searchFor = body.getValue("searchFor", "group");
        if ("group".equals(searchFor)) {
            return new GroupSearch(GroupQuery.Key.NAME, byName(body));
        }
        if ("number_of_users".equals(searchFor)) {
            return new GroupSearch(GroupQuery.Key.MEMBERS, bySize(body));
        }
        throw SkapiException.parameter("\"searchFor\" is \"group\" or \"number_of_users\"");
    }

    private static Filter byName(JsonObject body) {
        String value = text(body.getValue("value", ANY_NAME), "value");
        if (body.getValue("range") != null) {
            return new NameBetween(value, true, text(body.getValue("range"), "range"), true);
        }
        boolean any = value.equals(ANY_NAME) || value.isEmpty();
        return switch (condition(body, any ? Condition.GREATER : Condition.EQUAL)) {
            case GREATER -> any ? new Filter.All() : new NameBetween(value, false, null, false);
            case GREATER_OR_EQUAL -> value.isEmpty() ? new Filter.All() : new Filter.NamePrefix(value);
            case EQUAL -> new NameBetween(value, true, value, true);
            case LESS -> new NameBetween(null, false, value, false);
            case LESS_OR_EQUAL -> value.isEmpty() ? new Filter.All() : new Filter.NameSuffix(value);
            case NOT_EQUAL -> value.isEmpty() ? new Filter.All() : new Filter.NameNot(value);
        };
    }

    private static Filter bySize(JsonObject body) {
        double value = number(body.getValue("value", 0), "value");
        if (body.getValue("range") != null) {
            return between(Math.ceil(value), Math.floor(number(body.getValue("range"), "range")));
        }
        return switch (condition(body, value == 0 ? Condition.GREATER : Condition.EQUAL)) {
            case GREATER -> between(Math.floor(value) + 1, Integer.MAX_VALUE);
            case GREATER_OR_EQUAL -> between(Math.ceil(value), Integer.MAX_VALUE);
            case EQUAL -> between(Math.ceil(value), Math.floor(value));
            case LESS -> between(Integer.MIN_VALUE, Math.ceil(value) - 1);
            case LESS_OR_EQUAL -> between(Integer.MIN_VALUE, Math.floor(value));
            case NOT_EQUAL -> value == Math.rint(value) ? new Filter.MembersNot((int) value) : new Filter.All();
        };
    }

    /** The cast keeps within the range of an int. */
    private static MembersBetween between(double from, double to) {
        return new MembersBetween((int) from, (int) to);
    }

    private static Condition condition(JsonObject body, Condition absent) {
        Object written = body.getValue("condition");
        return written == null ? absent : Condition.of(text(written, "condition"));
    }

    private static String text(@Nullable Object value, String name) {
        if (value instanceof String text && Names.isWellFormed(text)) {
            return text;
        }
        throw SkapiException.parameter("\"" + name + "\" must be a string.");
    }

    private static double number(@Nullable Object value, String name) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw SkapiException.parameter("\"" + name + "\" must be a number.");
    }
}
