package io.ringway.gateway.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.history.HistoryRules.Rule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommonRulesTest {
    private static final HistoryPolicy SMALL = new HistoryPolicy(10, 1_000, 4_096);
    private static final HistoryPolicy LARGE = new HistoryPolicy(1_000, 1_000, 4_096);
    private static final Rule LOGS = Rule.of("log:*", SMALL);
    private static final Group LOG = new Group(new Tenant("t"), "log:1");

    @Test
    void whatAnotherNodeKeepsIsKeptForAsLongAsItIsThere() {
        CommonRules rules = new CommonRules(List.of());
        assertNull(rules.policy(LOG));
        assertTrue(rules.heard(7, List.of(LOGS)));
        assertEquals(SMALL, rules.policy(LOG));
        assertFalse(rules.heard(8, List.of(LOGS)), "the same again");
        assertFalse(rules.retain(Set.of(8L)), "another one keeps it still");
        assertTrue(rules.retain(Set.of()));
        assertNull(rules.policy(LOG));
    }

    @Test
    void theOwnConfigurationComesFirstAndStays() {
        CommonRules rules = new CommonRules(List.of(Rule.of("log:*", LARGE)));
        rules.heard(7, List.of(LOGS, Rule.of("chat:*", SMALL)));
        assertEquals(LARGE, rules.policy(LOG));
        assertEquals(SMALL, rules.policy(new Group(new Tenant("t"), "chat:1")));
        assertTrue(rules.heard(7, List.of()));
        assertEquals(LARGE, rules.policy(LOG));
    }

    @Test
    void nodesWithoutAConfigurationGoByTheSameOneOfTwo() {
        CommonRules first = new CommonRules(List.of());
        CommonRules second = new CommonRules(List.of());
        first.heard(7, List.of(LOGS));
        first.heard(8, List.of(Rule.of("log:*", LARGE)));
        second.heard(8, List.of(Rule.of("log:*", LARGE)));
        second.heard(7, List.of(LOGS));
        assertEquals(first.policy(LOG), second.policy(LOG));
    }
}
