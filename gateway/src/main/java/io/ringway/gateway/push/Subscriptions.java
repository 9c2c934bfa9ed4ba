package io.ringway.gateway.push;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.Item;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListPage;
import io.ringway.cluster.lists.ListStore;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * Who can be pushed to. Each user has a list of subscriptions, each subscription one user, the last who had it: who logs in
 * on a device gets what is for him there, and who logged in before does not any more. A tenant's users are in
 * {@link #BUCKETS} lists, so that none is long. Hub only; futures fail where the store does not answer.
 */
final class Subscriptions {
    static final int BUCKETS = 256;

    /** How many users of each bucket, and so 256,000 of a tenant, can be told something all at once. */
    static final int USERS_PER_BUCKET = 1_000;

    private final ListStore lists;
    private final ListStore users;
    private final int perUser;
    private final long refreshMillis;
    private final InstantSource clock;

    /** @param refreshMillis after which a subscription that is stored again is written anew, lest it gets too old */
    Subscriptions(ListStore lists, ListStore users, int perUser, long refreshMillis, InstantSource clock) {
        this.lists = lists;
        this.users = users;
        this.perUser = perUser;
        this.refreshMillis = refreshMillis;
        this.clock = clock;
    }

    /** Can be done again without harm, and is to be, where it failed. */
    Future<Void> add(UserId user, Subscription subscription) {
        return takeOver(user, subscription)
                .compose(taken -> lists.page(ofUser(user), "", perUser))
                .compose(page -> isFresh(page, subscription)
                        ? Future.succeededFuture()
                        : write(user, subscription).compose(written -> evicted(user, page, subscription)));
    }

    /** The oldest one went where there were as many as a user may have: that it was his is of no use any more. */
    private Future<Void> evicted(UserId user, ListPage before, Subscription added) {
        boolean isFull = before.items().size() >= perUser
                && before.items().stream().noneMatch(item -> item.id().equals(added.id()));
        return isFull
                ? lists.remove(
                                ofEndpoint(
                                        user.tenant(), before.items().getLast().id()),
                                Subscription.id(user.id()))
                        .mapEmpty()
                : Future.succeededFuture();
    }

    private Future<Void> takeOver(UserId user, Subscription subscription) {
        ListKey key = ofEndpoint(user.tenant(), subscription.id());
        return lists.page(key, "", 1).compose(page -> {
            String before =
                    page.items().isEmpty() ? "" : page.items().getFirst().body().utf8();
            if (before.isEmpty() || before.equals(user.id())) {
                return Future.succeededFuture();
            }
            UserId last = new UserId(user.tenant(), before);
            return lists.remove(ofUser(last), subscription.id())
                    .compose(removed -> lists.remove(key, Subscription.id(before)))
                    .mapEmpty();
        });
    }

    private boolean isFresh(ListPage page, Subscription subscription) {
        return page.items().stream()
                .anyMatch(item -> item.id().equals(subscription.id())
                        && item.body().equals(subscription.encode())
                        && item.time() > clock.millis() - refreshMillis);
    }

    /** The list last: what is in it is found by the others. */
    private Future<Void> write(UserId user, Subscription subscription) {
        Bytes name = Bytes.utf8(user.id());
        String id = Subscription.id(user.id());
        return renew(lists, ofEndpoint(user.tenant(), subscription.id()), id, name)
                .compose(owned -> renew(users, bucket(user), id, name))
                .compose(listed -> renew(lists, ofUser(user), subscription.id(), subscription.encode()));
    }

    private Future<Void> renew(ListStore store, ListKey key, String id, Bytes body) {
        Item item = new Item(clock.millis(), id, false, body);
        return store.remove(key, id).compose(removed -> store.append(key, item)).mapEmpty();
    }

    /** Where the user has no such subscription, nothing changes. */
    Future<Void> remove(UserId user, String subscription) {
        return lists.remove(ofUser(user), subscription)
                .compose(removed -> lists.remove(ofEndpoint(user.tenant(), subscription), Subscription.id(user.id())))
                .mapEmpty();
    }

    Future<List<Subscription>> of(UserId user) {
        return lists.page(ofUser(user), "", perUser)
                .map(page -> page.items().stream()
                        .map(item -> Subscription.decode(item.body()))
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** The users of a bucket that have, or have had, subscriptions. */
    Future<List<UserId>> users(Tenant tenant, int bucket) {
        return users.page(new ListKey(tenant, Integer.toString(bucket)), "", USERS_PER_BUCKET)
                .map(page -> page.items().stream()
                        .map(item -> new UserId(tenant, item.body().utf8()))
                        .toList());
    }

    /** The user is found to have none any more. */
    Future<Integer> forget(UserId user) {
        return users.remove(bucket(user), Subscription.id(user.id()));
    }

    private static ListKey ofUser(UserId user) {
        return new ListKey(user.tenant(), "u" + user.id());
    }

    private static ListKey ofEndpoint(Tenant tenant, String subscription) {
        return new ListKey(tenant, "e" + subscription);
    }

    private static ListKey bucket(UserId user) {
        int bucket = Math.floorMod(Subscription.id(user.id()).hashCode(), BUCKETS);
        return new ListKey(user.tenant(), Integer.toString(bucket));
    }
}
