package io.ringway.gateway.session;

import io.ringway.gateway.limits.Meter;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Event;

/** What a connection needs of its node. Any thread, and never anything but a hand-over to the hub. */
public interface Reception {
    /** Milliseconds since 1970. */
    long now();

    /** For a new connection to be counted with. */
    Meter newMeter();

    /** Whether a session outlives its connection. */
    boolean keepsSessions();

    /** A new connection comes in. */
    void open(Connection connection);

    /** It says something. */
    void receive(Connection connection, Command command);

    /** The client has shown that it has its welcome, and its token with it. */
    void confirmed(Connection connection);

    /** Tells a connection what is wrong with what it sent, after the answers that are due. */
    void refuse(Connection connection, Event failure);

    /** Counts what is refused. */
    void limited(Meter.Kind kind);

    /** Ends a connection that asks on and on, whatever it is told. */
    void flooded(Connection connection);

    /** Its socket is gone. */
    void close(Connection connection, int code);
}
