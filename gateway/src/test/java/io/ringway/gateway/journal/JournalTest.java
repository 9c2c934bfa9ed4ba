package io.ringway.gateway.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.KnownUser;
import io.ringway.gateway.protocol.SessionLine;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final NodeRef NODE = new NodeRef(1, 2);
    private static final UserId ADA = user("ada");
    private static final UserId BOB = user("bob");
    private static final UserId EVE = user("eve");

    private static UserId user(String id) {
        return new UserId(new Tenant("acme"), id);
    }

    private static SessionLine line(long at) {
        return new SessionLine(at, NODE, new Cid(NODE, 3, 4), SessionLine.What.OPENED);
    }

    @Test
    void lines_come_back_in_their_order() {
        Journal journal = new Journal(10, 10);
        journal.add(ADA, line(1));
        journal.add(BOB, line(2));
        journal.add(ADA, line(3));
        assertEquals(List.of(line(1), line(3)), journal.lines(ADA));
        assertEquals(List.of(), journal.lines(EVE));
    }

    @Test
    void of_one_user_the_oldest_lines_go() {
        Journal journal = new Journal(10, 2);
        journal.add(ADA, line(1));
        journal.add(ADA, line(2));
        journal.add(ADA, line(3));
        assertEquals(List.of(line(2), line(3)), journal.lines(ADA));
    }

    @Test
    void the_user_to_whom_nothing_happened_for_longest_is_forgotten() {
        Journal journal = new Journal(2, 10);
        journal.add(ADA, line(1));
        journal.add(BOB, line(2));
        journal.add(ADA, line(3));
        journal.add(EVE, line(4));
        assertEquals(List.of(), journal.lines(BOB));
        assertEquals(List.of(line(1), line(3)), journal.lines(ADA));
        assertEquals(List.of(line(4)), journal.lines(EVE));
    }

    @Test
    void users_are_found_by_the_beginning_of_their_ids_the_last_first() {
        Journal journal = new Journal(10, 10);
        journal.add(user("eva"), line(1));
        journal.add(EVE, line(2));
        journal.add(BOB, line(3));
        journal.add(new UserId(new Tenant("other"), "evan"), line(4));
        journal.add(user("eva"), line(5));
        assertEquals(
                List.of(new KnownUser("eva", 5), new KnownUser("eve", 2)), journal.known(new Tenant("acme"), "ev", 10));
        assertEquals(List.of(new KnownUser("eva", 5)), journal.known(new Tenant("acme"), "ev", 1));
        assertEquals(List.of(), journal.known(new Tenant("acme"), "eves", 10));
    }

    @Test
    void the_user_of_exactly_that_id_is_found_however_many_others_begin_with_it() {
        Journal journal = new Journal(10, 10);
        journal.add(EVE, line(1));
        journal.add(user("evelyn"), line(2));
        journal.add(user("evers"), line(3));
        assertEquals(List.of(new KnownUser("eve", 1)), journal.known(new Tenant("acme"), "eve", 1));
    }

    @Test
    void nothing_is_kept_where_nobody_could_ask() {
        Journal journal = new Journal(0, 10);
        journal.add(ADA, line(1));
        assertEquals(List.of(), journal.lines(ADA));
    }
}
