package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Signal;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Commands of one session that wait behind a join, in order; bounded in number and in bytes: far more than any client sends before it hears
 * of its join. Hub only.
 */
public final class Backlog {
    /** How much content may wait. */
    public static final int BEHIND_JOIN_BYTES = 1024 * 1024;

    /** What a command takes beside what its client has put into it. */
    static final int OVERHEAD = 100;

    private static final int MAX_COMMANDS = 1_000;

    /** At most: a report's words are bounded where they are read. */
    private static final int OF_CALL_LOG = 1_024;

    private final ArrayDeque<Waiting> commands = new ArrayDeque<>(0);
    private long bytes;

    /** @param number of the client's frame that it came in */
    public record Waiting(Command command, long number) {}

    private Backlog() {}

    public static Backlog behindJoin() {
        return new Backlog();
    }

    /** False where there is no room for it; one command of any size fits always. */
    public boolean add(Command command, long number) {
        long size = size(command);
        if (commands.size() >= MAX_COMMANDS || (!commands.isEmpty() && bytes + size > BEHIND_JOIN_BYTES)) {
            return false;
        }
        bytes += size;
        return commands.add(new Waiting(command, number));
    }

    /** The next one, null where there is none. */
    public @Nullable Waiting poll() {
        Waiting next = commands.poll();
        if (next != null) {
            bytes -= size(next.command);
        }
        return next;
    }

    /** About how much memory it takes, in bytes. */
    static long size(Command command) {
        return OVERHEAD
                + switch (command) {
                    case Command.Hello hello -> size(hello.token());
                    case Command.HelloKey hello -> size(hello.key()) + size(hello.userId());
                    case Command.Refresh refresh -> size(refresh.token());
                    case Command.Join join -> size(join.group()) + size(join.meta());
                    case Command.Update update -> size(update.group()) + size(update.meta());
                    case Command.Switch target ->
                        size(target.group()) + (target.meta() == null ? 0 : size(target.meta()));
                    case Command.Leave leave -> size(leave.group());
                    case Command.Members members -> size(members.group());
                    case Command.Groups groups -> size(groups.prefix()) + size(groups.after());
                    case Command.Publish publish ->
                        size(publish.group()) + size(publish.content()) + size(publish.key());
                    case Command.History history -> size(history.group());
                    case Command.Relay relay -> size(relay.group()) + size(relay.content());
                    case Command.ReadState read -> size(read.group());
                    case Command.SetState set -> size(set.group()) + size(set.key()) + size(set.value());
                    case Command.DeleteState delete -> size(delete.group()) + size(delete.key());
                    case Command.Admit admit -> size(admit.group()) + size(admit.participant());
                    case Command.OfCallLog log -> OF_CALL_LOG;
                    case Command.SendUser send -> size(send.userId()) + size(send.content());
                    case Command.SendCid send -> size(send.content());
                    case Command.CallCid call -> size(call.offer()) + size(call.data());
                    case Command.CallUser call -> size(call.userId()) + size(call.offer()) + size(call.data());
                    case Command.Accept accept -> size(accept.answer());
                    case Command.SendSignal signal -> size(signal.signal());
                    case Command.PeerSignal signal -> size(signal.signal());
                    case Command.PeerUnknown unknown -> size(unknown.peer());
                    case Command.Block block -> size(block.userId());
                    case Command.Unblock unblock -> size(unblock.userId());
                    case Command.Hangup hangup -> 0;
                    case Command.Move move -> 0;
                    case Command.Blocked blocked -> 0;
                    case Command.OnBusy onBusy -> 0;
                    case Command.PeerAccept accept -> 0;
                    case Command.PeerHangup hangup -> 0;
                    case Command.Ping ping -> 0;
                    case Command.Background background -> 0;
                    case Command.KeepAlive keepAlive -> 0;
                };
    }

    /** At most: one byte a character where all are Latin. */
    private static long size(@Nullable String text) {
        return text == null ? 0 : 2L * text.length();
    }

    private static long size(Bytes bytes) {
        return bytes.size();
    }

    private static long size(Content content) {
        return content.bytes().size();
    }

    private static long size(@Nullable Signal signal) {
        return signal == null ? 0 : signal.json().size();
    }
}
