package io.ringway.cluster.hazelcast;

import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/**
 * What Hazelcast carries between nodes, by a number of its own; {@link Processors} makes it anew where it arrives. {@link
 * ClaimProcessor} has a factory to itself.
 */
interface Carried extends IdentifiedDataSerializable {
    @Override
    default int getFactoryId() {
        return Processors.FACTORY_ID;
    }
}
