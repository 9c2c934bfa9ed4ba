package io.ringway.gateway.http.admin;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.listing.CodePoints;
import io.ringway.gateway.config.ManagementConfig;
import io.ringway.gateway.http.Answers;
import io.ringway.gateway.http.Assets;
import io.ringway.gateway.http.StaticFiles;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.KnownUser;
import io.ringway.gateway.protocol.Names;
import io.ringway.gateway.protocol.Sighting;
import io.ringway.gateway.protocol.VirtualSighting;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.operators.Operators;
import io.ringway.gateway.session.operators.UserSeen;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operators' page and its questions: every one needs the operators' key as {@code Authorization: Bearer}, and names the
 * tenant that it is about. For the page alone: what apps build on is the backend API. Any event loop.
 */
public final class AdminRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(AdminRoutes.class);
    private static final int ROWS = 100;
    private static final String BEARER = "Bearer ";

    private final ManagementConfig config;
    private final Backend backend;
    private final Operators operators;

    private AdminRoutes(ManagementConfig config, Backend backend, Operators operators) {
        this.config = config;
        this.backend = backend;
        this.operators = operators;
    }

    /** Answers everything that it is given, with 404 where nothing is. */
    public static Router create(
            Vertx vertx, ManagementConfig config, Assets pages, Backend backend, Operators operators) {
        Router router = Router.router(vertx);
        new AdminRoutes(config, backend, operators).mount(router);
        router.get("/admin").handler(AdminRoutes::index);
        router.route().handler(new StaticFiles(() -> pages));
        router.route().handler(call -> Answers.error(call.response(), ErrorCode.NOT_FOUND, "nothing is here"));
        router.errorHandler(500, AdminRoutes::defect);
        return router;
    }

    /** What the page refers to is relative, so its address has to end in a slash. */
    private static void index(RoutingContext call) {
        if (call.request().path().endsWith("/")) {
            call.reroute("/admin/index.html");
        } else {
            call.response().setStatusCode(308).putHeader("location", "/admin/").end();
        }
    }

    private static void defect(RoutingContext call) {
        LOG.error("{} {} failed", call.request().method(), call.request().path(), call.failure());
        if (!call.response().ended()) {
            Answers.error(call.response(), ErrorCode.INTERNAL, "a defect of the server");
        }
    }

    private interface Question {
        Future<JsonObject> ask(HttpServerRequest request, Tenant tenant);
    }

    private void mount(Router router) {
        router.get("/admin/api/nodes").handler(call -> answer(call, this::nodes));
        router.get("/admin/api/groups").handler(call -> answer(call, this::groups));
        router.get("/admin/api/members").handler(call -> answer(call, this::members));
        router.get("/admin/api/users").handler(call -> answer(call, this::users));
        router.get("/admin/api/user").handler(call -> answer(call, this::user));
        router.get("/admin/api/call").handler(call -> answer(call, this::call));
        router.post("/admin/api/kick").handler(call -> answer(call, this::kick));
    }

    private void answer(RoutingContext call, Question question) {
        HttpServerRequest request = call.request();
        String authorization = request.getHeader("authorization");
        boolean isAdmin = authorization != null
                && authorization.startsWith(BEARER)
                && config.isAdmin(authorization.substring(BEARER.length()));
        String tenant = request.getParam("tenant", "");
        if (!isAdmin) {
            Answers.error(call.response(), ErrorCode.BAD_TOKEN, "this is not the operators' key");
        } else if (!Names.isTenant(tenant)) {
            Answers.error(call.response(), ErrorCode.BAD_REQUEST, "`tenant` is missing, or no tenant");
        } else {
            ask(question, request, new Tenant(tenant))
                    .onSuccess(json -> Answers.json(call.response(), 200, json))
                    .onFailure(failure -> refuse(call, failure));
        }
    }

    private static Future<JsonObject> ask(Question question, HttpServerRequest request, Tenant tenant) {
        try {
            return question.ask(request, tenant);
        } catch (IllegalArgumentException unfit) {
            return Future.failedFuture(unfit);
        }
    }

    private static void refuse(RoutingContext call, Throwable failure) {
        switch (failure) {
            case NotFound gone ->
                Answers.error(call.response(), ErrorCode.NOT_FOUND, "there is no such thing any more");
            case IllegalArgumentException unfit ->
                Answers.error(call.response(), ErrorCode.BAD_REQUEST, "" + unfit.getMessage());
            case UnavailableException silence ->
                Answers.error(call.response(), ErrorCode.UNAVAILABLE, "" + silence.getMessage());
            default -> call.fail(failure);
        }
    }

    private Future<JsonObject> nodes(HttpServerRequest request, Tenant tenant) {
        return operators.nodes(tenant).map(AdminAnswers::nodes);
    }

    private Future<JsonObject> groups(HttpServerRequest request, Tenant tenant) {
        String prefix = request.getParam("prefix", "");
        GroupQuery.Filter filter = prefix.isEmpty()
                ? new GroupQuery.Filter.MembersBetween(1, Integer.MAX_VALUE)
                : new GroupQuery.Filter.NamePrefix(prefix);
        GroupQuery.Key by = prefix.isEmpty() ? GroupQuery.Key.MEMBERS : GroupQuery.Key.NAME;
        return backend.groups(new GroupQuery(tenant, by, filter, !prefix.isEmpty(), ROWS, null))
                .map(AdminAnswers::groups);
    }

    private Future<JsonObject> members(HttpServerRequest request, Tenant tenant) {
        return backend.members(new Group(tenant, param(request, "group"))).map(AdminAnswers::members);
    }

    /**
     * Those whose id begins with what was typed: who is connected, who is in groups without a connection, and behind them who is neither and is
     * remembered.
     */
    private Future<JsonObject> users(HttpServerRequest request, Tenant tenant) {
        String prefix = request.getParam("prefix", "");
        Future<Set<String>> connected =
                backend.users(tenant, before(prefix), ROWS).map(users -> beginning(prefix, users));
        Future<List<String>> virtual = operators.unconnected(tenant, prefix, ROWS);
        return Future.all(connected, virtual).compose(done -> {
            // Each list has the first ones: of who is among the first of both it is known whether he is in the other.
            List<String> here = Stream.concat(connected.result().stream(), virtual.result().stream())
                    .distinct()
                    .sorted(CodePoints.ORDER)
                    .limit(ROWS)
                    .toList();
            // Where not all of those who are here are listed, nobody knows of the others whether they are: but for
            // the one of exactly that id, who would be the first.
            boolean isWhole = here.size() < ROWS;
            Future<List<KnownUser>> known = prefix.isEmpty()
                    ? Future.succeededFuture(List.of())
                    : operators.known(tenant, prefix, isWhole ? ROWS + here.size() : 1);
            return known.map(
                    all -> AdminAnswers.users(here, connected.result(), away(here, all, isWhole ? "" : prefix)));
        });
    }

    private static Set<String> beginning(String prefix, List<UserId> users) {
        return users.stream()
                .map(UserId::id)
                .filter(id -> id.startsWith(prefix))
                .collect(Collectors.toSet());
    }

    /** @param exact the only one; empty for all */
    private static List<KnownUser> away(List<String> here, List<KnownUser> known, String exact) {
        Set<String> present = Set.copyOf(here);
        return known.stream()
                .filter(user -> !present.contains(user.id()))
                .filter(user -> exact.isEmpty() || user.id().equals(exact))
                .limit(ROWS)
                .toList();
    }

    /** The listing goes on after an id, and the prefix is itself one of those that begin with it. */
    private static String before(String prefix) {
        if (prefix.isEmpty()) {
            return "";
        }
        int last = prefix.length() - 1;
        char end = prefix.charAt(last);
        return end <= ' ' ? prefix.substring(0, last) : prefix.substring(0, last) + (char) (end - 1) + '\uffee';
    }

    private Future<JsonObject> user(HttpServerRequest request, Tenant tenant) {
        UserId user = userId(request, tenant);
        return operators
                .user(user)
                .compose(report -> operators
                        .calls(user)
                        .map(page -> AdminAnswers.user(report, page))
                        .otherwise(unreadable -> AdminAnswers.user(report, null)));
    }

    private Future<JsonObject> call(HttpServerRequest request, Tenant tenant) {
        CallId id = CallId.parse(param(request, "call")).orElseThrow(() -> new IllegalArgumentException("no call id"));
        return backend.call(tenant, id).map(AdminAnswers::lines);
    }

    /** One connection, or member without one; or all of a user. */
    private Future<JsonObject> kick(HttpServerRequest request, Tenant tenant) {
        if (request.getParam("cid") != null) {
            Cid cid = Cid.parse(param(request, "cid")).orElseThrow(() -> new IllegalArgumentException("no cid"));
            return backend.disconnect(tenant, cid).map(done -> new JsonObject().put("kicked", 1));
        }
        return operators.user(userId(request, tenant)).compose(seen -> kickAll(tenant, seen));
    }

    /** Who is gone meanwhile is no failure; who is on a node that does not answer may be connected still. */
    private Future<JsonObject> kickAll(Tenant tenant, UserSeen seen) {
        List<Future<Void>> kicks = Stream.concat(
                        seen.report().sessions().stream().map(Sighting::cid),
                        seen.virtual().stream().map(VirtualSighting::cid))
                .distinct()
                .map(cid -> backend.disconnect(tenant, cid))
                .toList();
        return Future.join(kicks)
                .transform(done -> Future.succeededFuture(new JsonObject()
                        .put("kicked", kicks.stream().filter(Future::succeeded).count())
                        .put(
                                "failed",
                                kicks.stream().filter(AdminRoutes::isFailure).count())
                        .put("silent", seen.silent())));
    }

    private static boolean isFailure(Future<Void> kick) {
        return kick.failed() && !(kick.cause() instanceof NotFound);
    }

    private static UserId userId(HttpServerRequest request, Tenant tenant) {
        String id = param(request, "user");
        if (!Names.isUserId(id)) {
            throw new IllegalArgumentException("`user` is no user id");
        }
        return new UserId(tenant, id);
    }

    private static String param(HttpServerRequest request, String name) {
        String value = request.getParam(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("`" + name + "` is missing");
        }
        return value;
    }
}
