package io.ringway.gateway.session.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.session.node.TestNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listings that come upon groups that may not be shown. */
class VisibleGroupsTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final int MEETINGS = 7_000;
    private static final int WAITING = 6_000;

    private final AtomicInteger reads = new AtomicInteger();
    private final LocalCluster groups = new LocalCluster();
    private final Cluster counted = (Cluster) Proxy.newProxyInstance(
            Cluster.class.getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("groups")) {
                    reads.incrementAndGet();
                }
                try {
                    return method.invoke(groups, arguments);
                } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                }
            });
    private final TestNode node = new TestNode(counted);
    private int members;

    @AfterEach
    void close() {
        node.close();
    }

    private void somebodyIn(String group) {
        Member member = new Member(new Cid(groups.self(), 7, ++members), new UserId(DEMO, "u" + members), Bytes.EMPTY);
        var unused = groups.join(new Group(DEMO, group), member);
    }

    private VisibleGroups.Page page(GroupQuery query) throws Exception {
        CompletableFuture<VisibleGroups.Page> page = new CompletableFuture<>();
        Grants grants = Grants.ofClaim("{\"actions\":[\"list\"]}", "ada");
        node.run(() -> {
            var unused = new VisibleGroups(counted, grants)
                    .page(query)
                    .onSuccess(page::complete)
                    .onFailure(page::completeExceptionally);
        });
        return page.get(10, TimeUnit.SECONDS);
    }

    /** All that is listed, page by page. */
    private List<String> listed(GroupQuery.Key by, boolean ascending, int limit, int mostReads) throws Exception {
        List<String> names = new ArrayList<>();
        @Nullable GroupCount after = null;
        do {
            reads.set(0);
            VisibleGroups.Page page =
                    page(new GroupQuery(DEMO, by, new GroupQuery.Filter.All(), ascending, limit, after));
            assertTrue(reads.get() <= mostReads, reads + " reads");
            page.rows().forEach(row -> names.add(row.group().name()));
            after = page.next();
            String next = after == null ? "" : after.group().name();
            assertFalse(MeetingGroups.isMeeting(next) || MeetingGroups.isWaiting(next), "a hidden name: " + next);
        } while (after != null);
        return names;
    }

    @Test
    void aPageEndsThoughThousandsOfMeetingsThatAreHiddenAreOnTheWay() throws Exception {
        node.run(() -> {
            for (int i = 0; i < MEETINGS; i++) {
                somebodyIn("meeting:" + UUID.randomUUID());
            }
            List.of("attic", "meeting:", "meeting:7", "meeting:room", "zoo").forEach(this::somebodyIn);
        });
        List<String> all = List.of("attic", "meeting:", "meeting:7", "meeting:room", "zoo");
        for (GroupQuery.Key by : GroupQuery.Key.values()) {
            for (int limit : new int[] {1, 2, 3, 1_000}) {
                assertEquals(all, listed(by, true, limit, VisibleGroups.READS));
                assertEquals(all.reversed(), listed(by, false, limit, VisibleGroups.READS));
            }
        }
    }

    @Test
    void whereThousandsWaitForOneMeetingTheListingGoesOnBehindThem() throws Exception {
        String meeting = "meeting:" + UUID.randomUUID();
        node.run(() -> {
            for (int i = 0; i < WAITING; i++) {
                somebodyIn(meeting + ":waiting:" + UUID.randomUUID());
            }
            List.of("attic", meeting + ":desk", meeting + ":zoo", "zoo").forEach(this::somebodyIn);
        });
        List<String> all = List.of("attic", meeting + ":desk", meeting + ":zoo", "zoo");
        for (GroupQuery.Key by : GroupQuery.Key.values()) {
            assertEquals(all, listed(by, true, 3, 1 + WAITING / 1_000 + 1));
            assertEquals(all.reversed(), listed(by, false, 3, 1 + WAITING / 1_000 + 1));
        }
    }
}
