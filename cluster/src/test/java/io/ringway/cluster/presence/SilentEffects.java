package io.ringway.cluster.presence;

import io.ringway.cluster.Change;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;

/** Outputs of a presence core that nobody hears: a test says which of them it wants to. */
public interface SilentEffects extends Effects {
    @Override
    default void changed(Group group, long version, Change change) {}

    @Override
    default void send(NodeRef to, Message message) {}

    @Override
    default void lookup(Group group) {}

    @Override
    default void counted(Group group, int members) {}
}
