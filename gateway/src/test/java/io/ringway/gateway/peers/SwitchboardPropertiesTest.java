package io.ringway.gateway.peers;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class SwitchboardPropertiesTest {
    @Property(tries = 300, seed = "1791", shrinking = ShrinkingMode.OFF)
    void names_are_unique_and_messages_arrive_in_order_or_expire(@ForAll long seed) {
        new PeerSimulation(seed, 0).run(400);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void nothing_comes_twice_where_answers_are_lost(@ForAll long seed) {
        new PeerSimulation(seed, 0.05).run(400);
    }

    /** A client that went before it had its id was taken for the id's holder ever after, and displaced the next one. */
    @Example
    void an_open_client_keeps_its_row_where_another_went_before_its_claim_was_answered() {
        new PeerSimulation(-1270, 0.05).run(400);
    }

    /** A holder's word that it still holds its id, overtaken by its own end, displaced another that was not told. */
    @Example
    void an_open_client_keeps_its_row_where_another_ended_while_it_was_kept() {
        new PeerSimulation(-1881747070324667068L, 0.05).run(400);
        new PeerSimulation(-5907710575916060560L, 0.05).run(400);
    }
}
