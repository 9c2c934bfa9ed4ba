package io.ringway.tests.chaos.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What a crowd can be told to do. One line of JSON each. */
public sealed interface Command {

    /** New connections go to these nodes from now on; addresses are host:port. */
    record Targets(List<String> names, List<String> addresses) implements Command {}

    /**
     * Users come.
     *
     * @param perSecond no more than that
     */
    record Open(List<Integer> users, int groupSize, int perSecond) implements Command {}

    /** That share of the users does not come back from the next loss of a connection. */
    record Mortal(double share) implements Command {}

    /**
     * From now on so many in each second.
     *
     * @param messages to the sender's first group
     * @param churn users that leave their group, and join again a second later
     */
    record Traffic(double messages, double churn) implements Command {}

    /** From now on so many calls in each second, from one user to another. */
    record Calls(double perSecond) implements Command {}

    /** Users whose number is divisible by {@code every} join a further group, and one message of that size goes there so often. */
    record Loud(String group, int every, double perSecond, int bytes) implements Command {}

    /** Asks for who is in which group: one of so many users asks. */
    record Look(int oneOf) implements Command {}

    /** Asks which groups there are, and how large they are: one user asks. */
    record Count() implements Command {}

    /** So many of the loud group connect anew, with little room between them and the server. */
    record Narrow(int users) implements Command {}

    /** So many of the loud group stop reading. */
    record Stall(int users) implements Command {}

    /** One of so many that stopped reading reads again. */
    record Hear(int oneOf) implements Command {}

    /** Connections are reset: those of one of so many users, of others each time. */
    record Reset(int oneOf) implements Command {}

    /** Connections are reset as by {@link Reset}, and their users never come back. */
    record Vanish(int oneOf) implements Command {}

    /** Writes everything down and ends. */
    record Stop() implements Command {}

    static String encode(Command command) {
        JsonObject line = new JsonObject().put("do", command.getClass().getSimpleName());
        return (switch (command) {
                    case Targets(List<String> names, List<String> addresses) ->
                        line.put("names", names).put("addresses", addresses);
                    case Open(List<Integer> users, int groupSize, int perSecond) ->
                        line.put("users", users).put("groupSize", groupSize).put("perSecond", perSecond);
                    case Mortal(double share) -> line.put("share", share);
                    case Traffic(double messages, double churn) ->
                        line.put("messages", messages).put("churn", churn);
                    case Calls(double perSecond) -> line.put("perSecond", perSecond);
                    case Loud(String group, int every, double perSecond, int bytes) ->
                        line.put("group", group)
                                .put("every", every)
                                .put("perSecond", perSecond)
                                .put("bytes", bytes);
                    case Look(int oneOf) -> line.put("oneOf", oneOf);
                    case Narrow(int users) -> line.put("users", users);
                    case Hear(int oneOf) -> line.put("oneOf", oneOf);
                    case Stall(int users) -> line.put("users", users);
                    case Count count -> line;
                    case Reset(int oneOf) -> line.put("oneOf", oneOf);
                    case Vanish(int oneOf) -> line.put("oneOf", oneOf);
                    case Stop stop -> line;
                })
                .encode();
    }

    static Command decode(String text) {
        JsonObject line = new JsonObject(text);
        return switch (line.getString("do")) {
            case "Targets" -> new Targets(strings(line.getJsonArray("names")), strings(line.getJsonArray("addresses")));
            case "Open" ->
                new Open(
                        numbers(line.getJsonArray("users")),
                        line.getInteger("groupSize"),
                        line.getInteger("perSecond"));
            case "Mortal" -> new Mortal(line.getDouble("share"));
            case "Traffic" -> new Traffic(line.getDouble("messages"), line.getDouble("churn"));
            case "Calls" -> new Calls(line.getDouble("perSecond"));
            case "Loud" ->
                new Loud(
                        line.getString("group"),
                        line.getInteger("every"),
                        line.getDouble("perSecond"),
                        line.getInteger("bytes"));
            case "Look" -> new Look(line.getInteger("oneOf"));
            case "Count" -> new Count();
            case "Narrow" -> new Narrow(line.getInteger("users"));
            case "Hear" -> new Hear(line.getInteger("oneOf"));
            case "Stall" -> new Stall(line.getInteger("users"));
            case "Reset" -> new Reset(line.getInteger("oneOf"));
            case "Vanish" -> new Vanish(line.getInteger("oneOf"));
            case "Stop" -> new Stop();
            case String other -> throw new IllegalArgumentException("no command: " + other);
        };
    }

    private static List<String> strings(JsonArray array) {
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add((String) each));
        return strings;
    }

    private static List<Integer> numbers(JsonArray array) {
        List<Integer> numbers = new ArrayList<>();
        array.forEach(each -> numbers.add((Integer) each));
        return numbers;
    }
}
