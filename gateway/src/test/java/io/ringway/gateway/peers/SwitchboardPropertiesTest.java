package io.ringway.gateway.peers;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class SwitchboardPropertiesTest {
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void names_are_unique_and_messages_arrive_in_order_or_expire(@ForAll long seed) {
        new PeerSimulation(seed, 0).run(400);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void nothing_comes_twice_where_answers_are_lost(@ForAll long seed) {
        new PeerSimulation(seed, 0.05).run(400);
    }
}
