package io.ringway.gateway.http.skapi;

/** How a search compares. */
enum Condition {
    GREATER,
    GREATER_OR_EQUAL,
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    NOT_EQUAL;

    static Condition of(String written) {
        return switch (written) {
            case ">", "gt" -> GREATER;
            case ">=", "gte" -> GREATER_OR_EQUAL;
            case "=", "eq" -> EQUAL;
            case "<", "lt" -> LESS;
            case "<=", "lte" -> LESS_OR_EQUAL;
            case "!=", "ne" -> NOT_EQUAL;
            default ->
                throw SkapiException.parameter("\"condition\" is one of >, >=, =, <, <=, !=, gt, gte, eq, lt, lte, ne");
        };
    }
}
