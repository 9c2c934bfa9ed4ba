package io.ringway.cluster.wire;

import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.GroupQuery.Filter;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages of listings, and the questions for them: what it is, in a tag, then the fields in the order of the record. */
final class ListingCodec {
    private static final int ASK_GROUPS = 0;
    private static final int GROUPS = 1;
    private static final int ASK_USERS = 2;
    private static final int USERS = 3;

    private static final int ALL = 0;
    private static final int PREFIX = 1;
    private static final int NOT = 3;
    private static final int BETWEEN = 4;

    /** A name of one character with its length, and a small number. */
    private static final int SMALLEST_GROUP = 3;

    private static final int SMALLEST_NAME = 2;

    private ListingCodec() {}

    static void write(Writer out, Frame.AskGroups ask) {
        GroupQuery query = ask.query();
        GroupCount after = query.after();
        out.tag(ASK_GROUPS).number(ask.correlation()).text(query.tenant().name());
        write(out, query.filter());
        flag(out, query.ascending()).size(query.limit());
        optional(out, after == null ? null : after.group().name());
    }

    private static void write(Writer out, Filter filter) {
        switch (filter) {
            case Filter.All all -> out.tag(ALL);
            case Filter.NamePrefix it -> out.tag(PREFIX).text(it.prefix());
            case Filter.NameNot it -> out.tag(NOT).text(it.name());
            case Filter.NameBetween it -> {
                flag(optional(out.tag(BETWEEN), it.from()), it.fromInclusive());
                flag(optional(out, it.to()), it.toInclusive());
            }
            case Filter.NameSuffix it -> throw new IllegalArgumentException("not by names in their order");
            case Filter.MembersBetween it -> throw new IllegalArgumentException("not by names alone");
            case Filter.MembersNot it -> throw new IllegalArgumentException("not by names alone");
        }
    }

    private static Writer flag(Writer out, boolean value) {
        return out.tag(value ? 1 : 0);
    }

    private static Writer optional(Writer out, @Nullable String text) {
        return text == null ? out.tag(0) : out.tag(1).text(text);
    }

    static void write(Writer out, Frame.Groups page) {
        Tenant tenant = page.groups().isEmpty()
                ? FrameCodec.NOBODY
                : page.groups().getFirst().group().tenant();
        out.tag(GROUPS).number(page.correlation()).text(tenant.name());
        out.size(page.groups().size());
        page.groups().forEach(row -> out.text(row.group().name()).size(row.members()));
    }

    static void write(Writer out, Frame.AskUsers ask) {
        out.tag(ASK_USERS).number(ask.correlation()).text(ask.tenant().name());
        out.text(ask.after()).size(ask.limit());
    }

    static void write(Writer out, Frame.Users page) {
        Tenant tenant = page.users().isEmpty()
                ? FrameCodec.NOBODY
                : page.users().getFirst().tenant();
        out.tag(USERS).number(page.correlation()).text(tenant.name());
        out.size(page.users().size());
        page.users().forEach(user -> out.text(user.id()));
    }

    static Frame read(Reader in) {
        int what = in.tag();
        long correlation = in.number();
        Tenant tenant = new Tenant(in.name());
        return switch (what) {
            case ASK_GROUPS -> new Frame.AskGroups(correlation, query(tenant, in));
            case GROUPS -> new Frame.Groups(correlation, groups(tenant, in));
            case ASK_USERS -> new Frame.AskUsers(correlation, tenant, in.text(), limit(in));
            case USERS -> new Frame.Users(correlation, users(tenant, in));
            default -> throw new MalformedException("nothing of kind " + what + " is listed");
        };
    }

    private static GroupQuery query(Tenant tenant, Reader in) {
        Filter filter = filter(in);
        boolean ascending = in.tag() == 1;
        int limit = limit(in);
        String after = in.tag() == 1 ? in.name() : null;
        return new GroupQuery(
                tenant,
                GroupQuery.Key.NAME,
                filter,
                ascending,
                limit,
                after == null ? null : new GroupCount(new Group(tenant, after), 0));
    }

    private static Filter filter(Reader in) {
        int kind = in.tag();
        return switch (kind) {
            case ALL -> new Filter.All();
            case PREFIX -> new Filter.NamePrefix(in.text());
            case NOT -> new Filter.NameNot(in.text());
            case BETWEEN -> new Filter.NameBetween(optional(in), in.tag() == 1, optional(in), in.tag() == 1);
            default -> throw new MalformedException("no filter of kind " + kind);
        };
    }

    private static @Nullable String optional(Reader in) {
        return in.tag() == 1 ? in.text() : null;
    }

    private static int limit(Reader in) {
        int limit = in.size();
        if (limit < 1 || limit > GroupQuery.MAX_LIMIT) {
            throw new MalformedException("a page of " + limit + " rows");
        }
        return limit;
    }

    private static List<GroupCount> groups(Tenant tenant, Reader in) {
        int count = in.count(SMALLEST_GROUP);
        List<GroupCount> groups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            groups.add(new GroupCount(new Group(tenant, in.name()), in.size()));
        }
        return groups;
    }

    private static List<UserId> users(Tenant tenant, Reader in) {
        int count = in.count(SMALLEST_NAME);
        List<UserId> users = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            users.add(new UserId(tenant, in.name()));
        }
        return users;
    }
}
