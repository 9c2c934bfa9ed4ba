package io.ringway.tests.browser;

import io.ringway.tests.support.Node;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Has a scenario say, where it fails, what its pages' connections and its nodes were up to: rare failures come but once. */
final class Explained {
    private static final int END_OF_LOG = 6_000;

    private Explained() {}

    /** Runs the scenario. */
    static void play(List<Node> nodes, List<Person> people, Runnable scenario) {
        try {
            scenario.run();
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    e.getMessage() + "\n" + each(people, Person::connections) + "\n" + each(nodes, Explained::endOfLog),
                    e);
        }
    }

    /** What cannot be had of one must not hide what the others say, nor the failure. */
    private static <T> String each(List<T> things, Function<T, String> say) {
        return things.stream().map(thing -> said(thing, say)).collect(Collectors.joining("\n"));
    }

    private static <T> String said(T thing, Function<T, String> say) {
        try {
            return say.apply(thing);
        } catch (RuntimeException e) {
            return "says nothing: " + e;
        }
    }

    private static String endOfLog(Node node) {
        String log = node.log();
        return "The end of the log of " + node.settings().name() + ":\n"
                + log.substring(Math.max(0, log.length() - END_OF_LOG));
    }
}
