package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Logbook;
import io.ringway.tests.chaos.log.Message;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The users of one process, what they do by themselves, and what they are told to do. The same seed lets the same users do the
 * same things at the same times, as far as they are connected. One thread.
 */
final class Crowd implements Surroundings, AutoCloseable {
    private static final int REJOIN_US = 1_000_000;
    /** One of so many never finds out by itself that its connection is dead, as a page whose timers do not run. */
    private static final int PATIENT = 49;

    private static final long MOST_USERS = 1_000_000;
    /** So many are on their way in at a time: what a run begins with must not depend on who was slow when they all came. */
    private static final int AT_ONCE = 100;

    private final Loop loop = new Loop();
    private final List<User> users = new ArrayList<>();
    private final Deque<Integer> coming = new ArrayDeque<>();
    private final Deque<Rejoin> rejoining = new ArrayDeque<>();
    private final Pace arrivals = new Pace();
    private final Pace messages = new Pace();
    private final Pace churn = new Pace();
    private final Pace calls = new Pace();
    private final Pace shouts = new Pace();
    private final Logbook log;
    private final long seed;
    private final Random random;
    private List<Target> targets = List.of();
    private Command.@Nullable Open terms;
    private Command.@Nullable Loud loud;
    private String padding = "";
    private int looks;
    private int resets;
    private int due;

    private record Rejoin(long at, User user, String group) {}

    Crowd(long seed, Logbook log) {
        this.seed = seed;
        this.log = log;
        this.random = new Random(seed);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public @Nullable Target target(RandomGenerator chance) {
        return targets.isEmpty() ? null : targets.get(chance.nextInt(targets.size()));
    }

    @Override
    public JsonObject content(Message message) {
        JsonObject content = new JsonObject().put("m", message.toString());
        return padding.isEmpty() ? content : content.put("x", padding);
    }

    @Override
    public void write(Entry entry) {
        log.write(entry);
    }

    void execute(Command command) {
        long now = Logbook.now();
        switch (command) {
            case Command.Targets(List<String> names, List<String> addresses) ->
                targets = IntStream.range(0, names.size())
                        .mapToObj(i -> new Target(names.get(i), address(addresses.get(i))))
                        .toList();
            case Command.Open open -> {
                terms = open;
                coming.addAll(open.users());
                arrivals.set(open.perSecond(), now);
            }
            case Command.Traffic traffic -> {
                messages.set(traffic.messages(), now);
                churn.set(traffic.churn(), now);
            }
            case Command.Calls(double perSecond) -> calls.set(perSecond, now);
            case Command.Loud wanted -> {
                loud = wanted;
                listeners().forEach(user -> user.join(wanted.group()));
                shouts.set(wanted.perSecond(), now);
            }
            case Command.Look(int oneOf) -> everyNth(oneOf, looks++ % oneOf).forEach(User::look);
            case Command.Narrow(int count) -> quiet(count).forEach(User::narrow);
            case Command.Stall(int count) -> quiet(count).forEach(User::stall);
            case Command.Hear(int oneOf) -> hear(oneOf);
            case Command.Count count ->
                users.stream().filter(User::settled).findFirst().ifPresent(User::count);
            case Command.Reset(int oneOf) -> everyNth(oneOf, resets++ % oneOf).forEach(User::reset);
            case Command.Vanish(int oneOf) ->
                everyNth(oneOf, resets++ % oneOf).forEach(user -> {
                    user.mortal(true);
                    user.reset();
                });
            case Command.Mortal(double share) -> users.forEach(user -> user.mortal(isMortal(user, share)));
            case Command.Stop stop -> {}
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private List<User> everyNth(int every, int offset) {
        return IntStream.range(0, users.size())
                .filter(i -> i % every == offset)
                .mapToObj(users::get)
                .toList();
    }

    private List<User> listeners() {
        return loud == null ? List.of() : everyNth(loud.every(), 0);
    }

    /** Those in the loud group that only listen. */
    private List<User> quiet(int count) {
        return listeners().stream().skip(1).limit(count).toList();
    }

    private void hear(int oneOf) {
        List<User> deaf = users.stream().filter(User::isDeaf).toList();
        IntStream.range(0, deaf.size())
                .filter(i -> i % oneOf == 0)
                .mapToObj(deaf::get)
                .forEach(User::hear);
    }

    /** Time goes on. */
    void turn() {
        loop.poll(5);
        long now = Logbook.now();
        arrive(now);
        users.forEach(user -> user.tick(now));
        for (int i = messages.due(now); i > 0; i--) {
            User sender = users.get(random.nextInt(users.size()));
            sender.groups().stream()
                    .filter(group -> group.startsWith("g"))
                    .findFirst()
                    .ifPresent(sender::publish);
        }
        for (int i = churn.due(now); i > 0; i--) {
            churn(users.get(random.nextInt(users.size())), now);
        }
        for (int i = calls.due(now); i > 0; i--) {
            User caller = users.get(random.nextInt(users.size()));
            User callee = users.get(random.nextInt(users.size()));
            if (caller != callee && caller.settled()) {
                caller.call(callee.id());
            }
        }
        while (!rejoining.isEmpty() && rejoining.peek().at() <= now) {
            Rejoin next = rejoining.remove();
            next.user().join(next.group());
        }
        shout(now);
    }

    private void arrive(long now) {
        int more = arrivals.due(now);
        // Time in which nobody was coming lets nobody in at once later.
        due = coming.isEmpty() ? 0 : due + more;
        int places = coming.isEmpty() ? 0 : AT_ONCE - count(user -> user.alive() && !user.settled());
        for (; due > 0 && places > 0 && !coming.isEmpty() && terms != null; due--, places--) {
            int number = coming.remove();
            boolean patient = number % PATIENT == 0;
            users.add(new User("u" + number, "g" + number / terms.groupSize(), patient, this));
        }
    }

    private boolean isMortal(User user, double share) {
        return new SplittableRandom(seed * MOST_USERS + user.id().hashCode()).nextDouble() < share;
    }

    private void churn(User user, long now) {
        if (user.settled()) {
            user.groups().stream()
                    .filter(group -> group.startsWith("g"))
                    .findFirst()
                    .ifPresent(group -> {
                        user.leave(group);
                        rejoining.add(new Rejoin(now + REJOIN_US, user, group));
                    });
        }
    }

    /** Whoever is first in the loud group never stops reading. */
    private void shout(long now) {
        int due = shouts.due(now);
        if (loud != null && due > 0) {
            padding = "x".repeat(loud.bytes());
            for (int i = 0; i < due; i++) {
                listeners().getFirst().publish(loud.group());
            }
            padding = "";
        }
    }

    Status status(long done) {
        return new Status(
                coming.size() + count(User::alive),
                count(User::online),
                count(User::settled),
                count(User::awaitsRoster),
                done);
    }

    private int count(Predicate<User> condition) {
        return (int) users.stream().filter(condition).count();
    }

    @Override
    public void close() {
        users.forEach(User::end);
        log.close();
        loop.close();
    }
}
