package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.log.Logbook;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A process of users: {@code SEED LOGFILE}. Commands come in by the standard input, and how the crowd is goes out by the
 * standard output, several times a second. Ends with its input: nobody is there to tell it anything.
 */
public final class Generator {
    private static final long REPORT_US = 100_000;

    private Generator() {}

    public static void main(String[] args) throws IOException {
        Queue<Command> commands = new ConcurrentLinkedQueue<>();
        Thread reader = new Thread(() -> read(commands), "commands");
        reader.setDaemon(true);
        reader.start();
        PrintStream out = System.out;
        try (Crowd crowd = new Crowd(Long.parseLong(args[0]), new Logbook(Path.of(args[1])))) {
            run(crowd, commands, out);
        }
        out.println("bye");
    }

    private static void run(Crowd crowd, Queue<Command> commands, PrintStream out) {
        long reported = 0;
        for (long done = 0; ; ) {
            for (Command next = commands.poll(); next != null; next = commands.poll()) {
                if (next instanceof Command.Stop) {
                    return;
                }
                crowd.execute(next);
                done++;
            }
            crowd.turn();
            if (Logbook.now() - reported > REPORT_US) {
                reported = Logbook.now();
                out.println(crowd.status(done).encode());
            }
        }
    }

    private static void read(Queue<Command> commands) {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(Command.decode(line));
            }
        } catch (IOException gone) {
            // As at the end of the input.
        }
        commands.add(new Command.Stop());
    }
}
