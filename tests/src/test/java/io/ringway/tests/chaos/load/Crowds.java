package io.ringway.tests.chaos.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Users in processes of their own, evenly spread. Used from the test's thread. */
public final class Crowds implements AutoCloseable {
    private static final int PER_PROCESS = 5_000;

    private final List<Member> members = new ArrayList<>();
    private final int users;

    /** Starts the processes, with nobody in them yet, which write what they see into the folder. */
    public Crowds(int users, long seed, Path folder) {
        this.users = users;
        int processes = (users + PER_PROCESS - 1) / PER_PROCESS;
        for (int i = 0; i < processes; i++) {
            members.add(Member.start(seed + i, folder.resolve("clients-" + i + ".jsonl")));
        }
    }

    /** All users come, so many a second at most. */
    public void open(int groupSize, int perSecond) {
        for (int i = 0; i < members.size(); i++) {
            int rest = i;
            List<Integer> mine = IntStream.range(0, users)
                    .filter(user -> user % members.size() == rest)
                    .boxed()
                    .toList();
            members.get(i).tell(new Command.Open(mine, groupSize, perSecond / members.size()));
        }
    }

    /** So many messages a second, and so many who leave and join again, of all together. */
    public void traffic(double messages, double churn) {
        tell(new Command.Traffic(messages / members.size(), churn / members.size()));
    }

    /** So many calls a second from one to another, of all together. */
    public void calls(double perSecond) {
        tell(new Command.Calls(perSecond / members.size()));
    }

    public void tell(Command command) {
        members.forEach(member -> member.tell(command));
    }

    /** How all of them are together, once every command has been carried out. Nobody settled before that. */
    public Status status() {
        Status sum = Status.NOTHING;
        for (Member member : members) {
            Status status = member.status();
            if (status == null) {
                return Status.NOTHING;
            }
            sum = sum.plus(status);
        }
        return sum;
    }

    /** Whether everybody who is not gone for good is there, and in every group. */
    public boolean settled() {
        Status now = status();
        return now.alive() > 0 && now.settled() == now.alive();
    }

    /** Whether everybody's last look has been answered. */
    public boolean looked() {
        Status now = status();
        return now.alive() > 0 && now.asking() == 0;
    }

    /** How many processes there are; each does what all are told with users of its own. */
    public int processes() {
        return members.size();
    }

    /** How much the processes have kept processors busy. */
    public Duration busy() {
        return members.stream()
                .map(member -> member.process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Ends the processes; their logs are whole then. */
    public List<Path> stop() {
        members.forEach(member -> member.tell(new Command.Stop()));
        members.forEach(Member::awaitEnd);
        return members.stream().map(member -> member.log).toList();
    }

    @Override
    public void close() {
        members.forEach(member -> member.process.destroyForcibly());
    }

    /** One process. A thread reads what it says. */
    private static final class Member {
        private final Process process;
        private final Path log;
        private final PrintStream orders;
        private volatile Status status = Status.NOTHING;
        private long told;

        private Member(Process process, Path log) {
            this.process = process;
            this.log = log;
            this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            Thread reader = new Thread(this::read, "crowd");
            reader.setDaemon(true);
            reader.start();
        }

        static Member start(long seed, Path log) {
            try {
                return new Member(
                        new ProcessBuilder(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx512m",
                                        "-XX:MaxDirectMemorySize=256m",
                                        "-XX:TieredStopAtLevel=1",
                                        "-XX:+UseSerialGC",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Generator.class.getName(),
                                        Long.toString(seed),
                                        log.toString())
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start(),
                        log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("{")) {
                        status = Status.decode(line);
                    }
                }
            } catch (IOException gone) {
                // The process has ended.
            }
        }

        /** The balancer tells as well. */
        synchronized void tell(Command command) {
            if (!(command instanceof Command.Stop)) {
                told++;
            }
            orders.println(Command.encode(command));
        }

        /** Nothing while a command has not been carried out. */
        synchronized @Nullable Status status() {
            if (!process.isAlive()) {
                throw new IllegalStateException("a process of clients ended with " + process.exitValue());
            }
            Status now = status;
            return now.done() < told ? null : now;
        }

        void awaitEnd() {
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IllegalStateException("a process of clients does not end, or badly");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
