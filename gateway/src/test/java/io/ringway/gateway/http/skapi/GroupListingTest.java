package io.ringway.gateway.http.skapi;

import static io.ringway.gateway.http.skapi.SkapiServer.assertRefused;
import static io.ringway.gateway.http.skapi.SkapiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Cid;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The groups of a tenant and the users in them, as skapi clients ask for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupListingTest {
    private final SkapiServer server;

    GroupListingTest() throws Exception {
        server = new SkapiServer();
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{}                                                                    | attic,lobby,lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\" \",\"condition\":\">\"}         | attic,lobby,lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\"}                         | lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"=\"}     | lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"eq\"}    | lobby",
                "{\"searchFor\":\"group\",\"value\":\"lo\",\"condition\":\">=\"}       | lobby,lounge",
                "{\"searchFor\":\"group\",\"value\":\"lo\",\"condition\":\"gte\"}      | lobby,lounge",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\">\"}     | lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"gt\"}    | lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"<\"}     | attic",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"lt\"}    | attic",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"<=\"}    | lobby,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"lte\"}   | lobby,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"!=\"}    | attic,lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"lobby\",\"condition\":\"ne\"}    | attic,lounge,the lobby",
                "{\"searchFor\":\"group\",\"value\":\"b\",\"range\":\"lounge\"}        | lobby,lounge",
                "{\"searchFor\":\"group\",\"value\":\" \",\"condition\":\">\",\"ascending\":false}"
                        + " | the lobby,lounge,lobby,attic",
                "{\"searchFor\":\"number_of_users\",\"value\":0,\"condition\":\">\"}   | attic,the lobby,lounge,lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":2}                       | lounge",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"condition\":\">=\"}  | lounge,lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"condition\":\">\"}   | lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":1.5,\"condition\":\">\"} | lounge,lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"condition\":\"<\"}   | attic,the lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"condition\":\"<=\"}  | attic,the lobby,lounge",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"condition\":\"!=\"}  | attic,the lobby,lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":2,\"range\":3}           | lounge,lobby",
                "{\"searchFor\":\"number_of_users\",\"value\":-1,\"range\":0,\"condition\":\"=\"} | ''",
                "{\"searchFor\":\"number_of_users\",\"value\":1.5,\"condition\":\"=\"} | ''",
            })
    void searchesGroups(String search, String expected) throws Exception {
        JsonObject found = list(new JsonObject(search));
        assertEquals(expected, String.join(",", column(found, "rid", "acme#")));
        assertEquals("end", found.getValue("startKey"));
        assertEquals(true, found.getBoolean("endOfList"));
    }

    @Test
    void countsTheUsersOfAGroup() throws Exception {
        JsonArray rows = list(new JsonObject().put("searchFor", "group").put("value", "lounge"))
                .getJsonArray("list");
        assertEquals(
                new JsonArray().add(new JsonObject().put("rid", "acme#lounge").put("cnt", 2)), rows);
    }

    @Test
    void pagesThroughGroupsInEitherOrder() throws Exception {
        for (String by : List.of("group", "number_of_users")) {
            for (boolean ascending : List.of(true, false)) {
                JsonObject search = new JsonObject()
                        .put("searchFor", by)
                        .put("value", by.equals("group") ? " " : (Object) 0)
                        .put("condition", ">")
                        .put("ascending", ascending);
                List<String> all = column(list(search.copy()), "rid", "acme#");
                assertEquals(all, pages(search.put("limit", 1), "rid", 4), by);
            }
        }
    }

    @Test
    void pagesThroughUsersInEitherOrder() throws Exception {
        JsonObject query = new JsonObject().put("group", "lobby");
        List<String> all = column(list(query.copy()), "uid", "acme#");
        assertEquals(List.of("user0", "user1", "user2"), all);
        assertEquals(all, pages(query.copy().put("limit", 2), "uid", 2));
        assertEquals(all.reversed(), pages(query.copy().put("limit", 2).put("ascending", false), "uid", 2));
    }

    @Test
    void findsOneUserOfAGroupWithItsConnections() throws Exception {
        JsonArray rows = list(new JsonObject().put("group", "lobby").put("user_id", "user1"))
                .getJsonArray("list");
        assertEquals(1, rows.size());
        assertEquals("acme#user1", rows.getJsonObject(0).getString("uid"));
        assertTrue(Cid.parse(rows.getJsonObject(0).getString("cid")).isPresent());
    }

    @Test
    void showsNothingOfAnotherTenant() throws Exception {
        assertEquals(
                new JsonArray(), list(new JsonObject().put("group", "secret")).getJsonArray("list"));
        assertRefused(403, "INVALID_REQUEST", server.ask(new JsonObject().put("service", "other"), server.token()));
    }

    @Test
    void theListReadToItsEndStaysThere() throws Exception {
        JsonObject end = list(new JsonObject().put("group", "lobby").put("startKey", "end"));
        assertEquals(new JsonArray(), end.getJsonArray("list"));
        assertEquals("end", end.getValue("startKey"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"searchFor\":\"colour\"}",
                "{\"searchFor\":\"group\",\"value\":7}",
                "{\"searchFor\":\"group\",\"value\":\"a\",\"range\":7}",
                "{\"searchFor\":\"group\",\"value\":\"a\",\"condition\":\"~\"}",
                "{\"searchFor\":\"number_of_users\",\"value\":\"7\"}",
                "{\"searchFor\":\"number_of_users\",\"value\":7,\"range\":\"8\"}",
                "{\"group\":7}",
                "{\"group\":\"\"}",
                "{\"group\":\"a\\u0007b\"}",
                "{\"group\":\"lobby\",\"user_id\":5}",
                "{\"group\":\"lobby\",\"user_id\":[\"user1\"]}",
                "{\"group\":\"lobby\",\"limit\":0}",
                "{\"group\":\"lobby\",\"limit\":1001}",
                "{\"group\":\"lobby\",\"limit\":\"10\"}",
                "{\"group\":\"lobby\",\"startKey\":\"middle\"}",
                "{\"group\":\"lobby\",\"startKey\":{}}",
                "{\"group\":\"lobby\",\"startKey\":{\"x\":1}}",
                "{\"searchFor\":\"group\",\"startKey\":{\"rid\":\"other#secret\",\"cnt\":1}}",
                "{\"searchFor\":\"group\",\"startKey\":{\"rid\":\"acme#lobby\"}}",
                "{\"searchFor\":\"group\",\"value\":\"\\ud800\",\"condition\":\">\"}",
                "{\"searchFor\":\"group\",\"value\":\"a\",\"range\":\"\\udc00\"}",
                "{\"searchFor\":\"group\",\"startKey\":{\"rid\":\"acme#\\ud800\",\"cnt\":1}}",
            })
    void refusesWhatMakesNoSense(String body) throws Exception {
        assertRefused(400, "INVALID_PARAMETER", server.ask(body, server.token()));
    }

    @Test
    void aGroupNameThatIsTooLongIsNoEmptyGroup() throws Exception {
        assertRefused(
                400, "INVALID_PARAMETER", server.ask(new JsonObject().put("group", "x".repeat(500)), server.token()));
    }

    /** The client asks again by itself, and asks on for ever where it is not told when. */
    @Test
    void whoListsWithoutAPauseIsToldWhenToComeAgain() throws Exception {
        String eager = server.token("eager");
        HttpResponse<String> answer = server.ask(new JsonObject(), eager);
        for (int i = 0; i < 1_000 && answer.statusCode() == 200; i++) {
            answer = server.ask(new JsonObject(), eager);
        }
        assertRefused(429, "ERROR", answer);
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
        assertEquals(200, server.ask(new JsonObject(), server.token()).statusCode());
    }

    @Test
    void needsAToken() throws Exception {
        assertRefused(401, "INVALID_REQUEST", server.ask(new JsonObject(), null));
        assertRefused(401, "INVALID_REQUEST", server.ask(new JsonObject(), "not.a.token"));
        assertEquals(
                200, server.ask(new JsonObject(), "Bearer " + server.token()).statusCode());
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        HttpResponse<String> answer = server.ask(new JsonObject().put("group", "x".repeat(20_000)), server.token());
        assertRefused(413, "INVALID_REQUEST", answer);
    }

    private List<String> pages(JsonObject query, String column, int expectedPages) throws Exception {
        List<String> rows = new ArrayList<>();
        JsonObject page = list(query);
        int pages = 1;
        for (; !page.getBoolean("endOfList"); pages++) {
            rows.addAll(column(page, column, "acme#"));
            page = list(query.put("startKey", page.getJsonObject("startKey")));
        }
        rows.addAll(column(page, column, "acme#"));
        assertEquals(expectedPages, pages);
        return rows;
    }

    private static List<String> column(JsonObject page, String name, String prefix) {
        return page.getJsonArray("list").stream()
                .map(row -> ((JsonObject) row).getString(name))
                .map(text -> text.substring(text.startsWith(prefix) ? prefix.length() : 0))
                .toList();
    }

    private JsonObject list(JsonObject body) throws Exception {
        return json(server.ask(body.put("service", "acme").put("owner", "o"), server.token()));
    }
}
