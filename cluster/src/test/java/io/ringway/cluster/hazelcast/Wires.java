package io.ringway.cluster.hazelcast;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The wires between nodes that each have a loopback address of their own: TCP relays that hold back what one node sends
 * another while that direction is cut. Nobody is told of a cut: connections stay open and can be opened, bytes wait, as
 * behind a switch that drops packets. Safe on any thread.
 */
final class Wires implements AutoCloseable {
    private record Direction(String from, String to) {}

    private final Set<Direction> cut = new HashSet<>();
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /** Holds back everything between a node and others, both ways. */
    synchronized void cut(String node, String... others) {
        for (String other : others) {
            cut.add(new Direction(node, other));
            cut.add(new Direction(other, node));
        }
    }

    /** Holds back what a node sends to others; it goes on to hear them. */
    synchronized void mute(String node, String... others) {
        for (String other : others) {
            cut.add(new Direction(node, other));
        }
    }

    synchronized void heal() {
        cut.clear();
        notifyAll();
    }

    /** A relay to a port, for callers that use their own node's address. Returns its port at the same address. */
    int relay(String to, int port) {
        return relay(to, port, socket -> socket.getInetAddress().getHostAddress());
    }

    /** A relay to a port, for one caller. Returns its port at the same address. */
    int relay(String from, String to, int port) {
        return relay(to, port, socket -> from);
    }

    private int relay(String to, int port, Function<Socket, String> caller) {
        try {
            ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName(to));
            open.add(listener);
            Thread.startVirtualThread(() -> accept(listener, new InetSocketAddress(to, port), caller));
            return listener.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void accept(ServerSocket listener, InetSocketAddress target, Function<Socket, String> caller) {
        while (true) {
            try {
                Socket in = listener.accept();
                String from = caller.apply(in);
                String to = target.getAddress().getHostAddress();
                Thread.startVirtualThread(() -> connect(in, target, new Direction(from, to)));
            } catch (IOException closedByTheTest) {
                return;
            }
        }
    }

    private void connect(Socket in, InetSocketAddress target, Direction there) {
        Socket out = new Socket();
        open.add(in);
        open.add(out);
        try {
            in.setTcpNoDelay(true);
            out.setTcpNoDelay(true);
            out.connect(target);
        } catch (IOException unreachable) {
            end(in, out);
            return;
        }
        Thread.startVirtualThread(() -> pump(in, out, there));
        Thread.startVirtualThread(() -> pump(out, in, new Direction(there.to, there.from)));
    }

    /** One direction of a connection. An end travels as the bytes do: not while the direction is cut. */
    private void pump(Socket source, Socket sink, Direction direction) {
        byte[] chunk = new byte[16 << 10];
        try {
            InputStream from = source.getInputStream();
            OutputStream to = sink.getOutputStream();
            for (int length = from.read(chunk); length >= 0; length = from.read(chunk)) {
                awaitOpen(direction);
                to.write(chunk, 0, length);
            }
        } catch (IOException broken) {
            // The end of one side is passed on below.
        }
        awaitOpen(direction);
        end(source, sink);
    }

    private synchronized void awaitOpen(Direction direction) {
        try {
            while (cut.contains(direction) && !closed) {
                wait();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(AutoCloseable... both) {
        for (AutoCloseable one : both) {
            open.remove(one);
            try {
                one.close();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        end(open.toArray(AutoCloseable[]::new));
    }
}
