package io.ringway.gateway.http.skapi;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.limits.Buckets;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.groups.VisibleGroups;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Groups, and who is in them, as skapi-js asks for them ({@code get-ws-group}). Rows are prefixed with the service, which
 * the client cuts off again. Any thread; the cluster is asked on the hub, and futures complete there.
 */
final class Listings {
    private static final int USERS = 100_000;
    private static final Comparator<Member> BY_USER = Comparator.comparing(
                    (Member member) -> member.user().id())
            .thenComparing(member -> member.cid().toString());

    private final Cluster cluster;
    private final Context hub;
    private final Limits limits;
    private final Buckets<UserId> quota;

    /** @param limits of which each user may ask here for as much as a connection may over its socket */
    Listings(Cluster cluster, Context hub, Limits limits) {
        this.cluster = cluster;
        this.hub = hub;
        this.limits = limits;
        this.quota = new Buckets<>(limits.rates().requests(), USERS);
    }

    Future<JsonObject> answer(Principal asker, JsonObject body) {
        long wait = quota.take(asker.user(), System.currentTimeMillis());
        if (wait > 0) {
            throw SkapiException.tooMany("Too many requests.", wait);
        }
        Tenant tenant = asker.user().tenant();
        Object service = body.getValue("service");
        if (service != null && !service.equals(tenant.name())) {
            throw SkapiException.of(ErrorCode.FORBIDDEN, "The token belongs to another service.");
        }
        boolean forGroups = body.getValue("searchFor") != null || body.getValue("group") == null;
        return forGroups ? groups(asker, tenant, body) : users(asker, tenant, body);
    }

    private Future<JsonObject> groups(Principal asker, Tenant tenant, JsonObject body) {
        GroupSearch search = GroupSearch.of(body);
        Page page = Page.of(body);
        if (!asker.grants().allows(Action.LIST)) {
            throw SkapiException.of(ErrorCode.FORBIDDEN, "The token does not allow listing groups.");
        }
        if (page.over()) {
            return Future.succeededFuture(Page.end());
        }
        int rows = Math.min(page.limit() + 1, Page.MAX_LIMIT);
        GroupQuery query =
                new GroupQuery(tenant, search.by(), search.filter(), page.ascending(), rows, after(tenant, page));
        return onHub(() -> new VisibleGroups(cluster, asker.grants()).page(query))
                .map(found -> {
                    GroupCount next = found.next();
                    return next == null || found.rows().size() > page.limit()
                            ? page.answer(found.rows(), Listings::row)
                            : page.answer(found.rows(), next, Listings::row);
                });
    }

    private static @Nullable GroupCount after(Tenant tenant, Page page) {
        if (page.after() == null) {
            return null;
        }
        String name = withoutService(tenant, page.key("rid"));
        if (name.isEmpty() || !(page.after().getValue("cnt") instanceof Integer members)) {
            throw SkapiException.parameter("\"startKey\" is invalid startKey key.");
        }
        return new GroupCount(new Group(tenant, name), members);
    }

    private static JsonObject row(GroupCount row) {
        Group group = row.group();
        return new JsonObject()
                .put("rid", group.tenant().name() + "#" + group.name())
                .put("cnt", row.members());
    }

    private Future<JsonObject> users(Principal asker, Tenant tenant, JsonObject body) {
        if (!(body.getValue("group") instanceof String name) || name.isEmpty()) {
            throw SkapiException.parameter("\"group\" must be a string.");
        }
        if (!limits.isGroupName(name)) {
            throw SkapiException.parameter(
                    "\"group\" has 1 to " + limits.groupNameChars() + " characters, none a control character.");
        }
        Object user = body.getValue("user_id");
        if (user != null && !(user instanceof String)) {
            throw SkapiException.parameter("\"user_id\" must be a string.");
        }
        Page page = Page.of(body);
        if (!asker.grants().allows(Action.MEMBERS, name) && !asker.grants().allows(Action.JOIN, name)) {
            throw SkapiException.of(ErrorCode.FORBIDDEN, "The token does not allow looking into this group.");
        }
        if (page.over()) {
            return Future.succeededFuture(Page.end());
        }
        String after = page.after() == null ? null : page.key("uid") + "\n" + page.key("cid");
        return onHub(() -> cluster.roster(new Group(tenant, name)))
                .map(members -> page.cut(
                        only(members, user), BY_USER, member -> isAfter(page, after, row(member)), Listings::row));
    }

    private static List<Member> only(List<Member> members, @Nullable Object user) {
        return user == null
                ? members
                : members.stream()
                        .filter(member -> user.equals(member.user().id()))
                        .toList();
    }

    private static boolean isAfter(Page page, @Nullable String after, JsonObject row) {
        if (after == null) {
            return true;
        }
        int order = (row.getString("uid") + "\n" + row.getString("cid")).compareTo(after);
        return page.ascending() ? order > 0 : order < 0;
    }

    private static JsonObject row(Member member) {
        return new JsonObject()
                .put("uid", member.user().tenant().name() + "#" + member.user().id())
                .put("cid", member.cid().toString());
    }

    private static String withoutService(Tenant tenant, String prefixed) {
        String prefix = tenant.name() + "#";
        return prefixed.startsWith(prefix) ? prefixed.substring(prefix.length()) : "";
    }

    private <T> Future<T> onHub(Supplier<Future<T>> question) {
        Promise<T> answer = Promise.promise();
        hub.runOnContext(unused -> {
            try {
                question.get().onComplete(answer);
            } catch (RuntimeException failure) {
                answer.fail(failure);
            }
        });
        return answer.future();
    }
}
