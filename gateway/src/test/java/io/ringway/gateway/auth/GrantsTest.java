package io.ringway.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantsTest {
    @ParameterizedTest
    @CsvSource({
        "lobby, lobby, true",
        "lobby, lobby2, false",
        "lobby, Lobby, false",
        "*, x, true",
        "team-*, team-, true",
        "team-*, team-red, true",
        "team-*, my-team-red, false",
        "*-team, red-team, true",
        "*-team, red-team-2, false",
        "a*c, abc, true",
        "a*c, ac, true",
        "a*a, a, false",
        "a*b*c, a-b-b-c, true",
        "a*b*c, acb, false",
        "ab*ba, aba, false",
        "a**c, abc, true",
        "home-{user}, home-ada, true",
        "home-{user}, home-bob, false",
        "{user}/*, ada/notes, true",
        "{user}/*, adam/notes, false",
        "{users}, {users}, true",
        "a.c, abc, false",
    })
    void patterns(String pattern, String group, boolean matches) {
        assertEquals(matches, GroupPattern.of(pattern, "ada").matches(group));
    }

    @Test
    void aStarInAUserIdStandsForItself() {
        Grants grants = Grants.of(Map.of("home-{user}", List.of("join")), List.of(), "*");

        assertFalse(grants.allows(Action.JOIN, "home-bob"));
        assertTrue(grants.allows(Action.JOIN, "home-*"));
    }

    @Test
    void aPlaceholderInAUserIdIsNotReplacedAgain() {
        assertTrue(GroupPattern.of("{user}", "{user}").matches("{user}"));
    }

    @Test
    void patternsAddUp() {
        Grants grants = Grants.of(
                Map.of("*", List.of("members"), "team-*", List.of("join"), "team-red", List.of("publish")),
                List.of(),
                "ada");

        assertTrue(grants.allows(Action.MEMBERS, "team-red"));
        assertTrue(grants.allows(Action.JOIN, "team-red"));
        assertTrue(grants.allows(Action.PUBLISH, "team-red"));
        assertFalse(grants.allows(Action.PUBLISH, "team-blue"));
    }

    @Test
    void whoMayJoinMaySeeWhoIsThere() {
        Grants grants = Grants.of(Map.of("lobby", List.of("join")), List.of(), "ada");

        assertTrue(grants.allows(Action.MEMBERS, "lobby"));
        assertFalse(grants.allows(Action.PUBLISH, "lobby"));
    }

    @Test
    void nothingIsGrantedByDefault() {
        Grants none = Grants.of(Map.of(), List.of(), "ada");

        for (Action action : Action.values()) {
            assertFalse(none.allows(action));
            assertFalse(none.allows(action, "lobby"));
        }
    }

    @Test
    void aStarAmongActionsIsEveryActionOfItsPlace() {
        Grants grants = Grants.of(Map.of("lobby", List.of("*")), List.of("*"), "ada");

        assertTrue(grants.allows(Action.PUBLISH, "lobby"));
        assertFalse(grants.allows(Action.PUBLISH, "other"));
        assertTrue(grants.allows(Action.LIST));
        assertTrue(grants.allows(Action.LIST, "whatever prefix"));
    }

    @Test
    void aClaimMaySayThatCallsGoThroughRelaysOnly() {
        assertFalse(Grants.ALL.relayOnly());
        assertFalse(GrantsOf.claim("{}").relayOnly());
        assertFalse(GrantsOf.claim("{\"relay_only\": false}").relayOnly());
        Grants shy = GrantsOf.claim("{\"relay_only\": true, \"actions\": [\"call\"]}");
        assertTrue(shy.relayOnly());
        assertTrue(shy.allows(Action.CALL));
        assertThrows(IllegalArgumentException.class, () -> GrantsOf.claim("{\"relay_only\": \"true\"}"));
    }

    @Test
    void rulesAreBounded() {
        Map<String, List<String>> many = new HashMap<>();
        for (int i = 0; i < 65; i++) {
            many.put("group" + i, List.of("join"));
        }

        assertThrows(IllegalArgumentException.class, () -> Grants.of(many, List.of(), "ada"));
    }

    @Test
    void pushingToAllUsersHasToBeNamed() {
        assertFalse(Grants.of(Map.of(), List.of("*"), "ada").allows(Action.PUSH_ALL));
        assertTrue(Grants.of(Map.of(), List.of("push_all"), "ada").allows(Action.PUSH_ALL));
    }
}
