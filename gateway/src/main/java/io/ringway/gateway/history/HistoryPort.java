package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;

/** What histories ask of the node around them. */
public interface HistoryPort {
    /** Sends to another node; lost where that is not there. */
    void send(long node, HistoryMessage message);

    /**
     * Tells the keeper, whose answer comes by {@link Histories#receive} from {@link Regime#KEEPER}; lost where it cannot be
     * reached. What is told in one turn and the next arrives in that order.
     *
     * @param policy how long it is to be kept
     * @param oldest the first offset that is to be kept
     */
    void keep(HistoryMessage message, HistoryPolicy policy, long oldest);

    /** Whether the keeper is still at a log of the group that it was told to give or to take: that may take a while. */
    boolean isKeeping(Group group);

    /** The next message of a group that this node follows: each once, in order. */
    void deliver(Group group, long epoch, KeptMessage message);

    /** A group that this node follows goes on from here; what came before and was not delivered is not coming. */
    void interrupted(Group group, Position position);

    /**
     * The time of day, in milliseconds since 1970: what is said now is of this time, and as old as this time makes it. It may be set
     * back or forth, and is none to wait by: for that, {@link Histories} is told another with everything that happens.
     */
    long timeOfDay();

    /** A number nobody else has. */
    long random();

    /** How long it takes to come back to a claim that another one beat, in milliseconds; spread. */
    long pause();
}
