package io.ringway.gateway.peers;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.cluster.claims.Claim;
import io.ringway.cluster.claims.ClaimStep;
import io.ringway.cluster.claims.OwnClaims;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.peerjs.Parcel;
import io.ringway.gateway.protocol.peerjs.PeerEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node of a {@link PeerSimulation}: the switchboard, over a network with delays that loses answers. */
final class PeerNode implements PeerEffects {
    private static final long TICK = 250;
    private static final long PROMPT = 1_500;
    private static final long TIMEOUT = 2_000;

    final long id;
    final Switchboard board = new Switchboard(PeerOptions.of(100, 50, 65_536), this);
    final OwnClaims own = new OwnClaims(this::carryOut, board::lost);

    private final PeerSimulation world;

    PeerNode(PeerSimulation world, long id) {
        this.world = world;
        this.id = id;
        later(TICK, this::tick);
    }

    private void tick() {
        if (isAlive()) {
            board.tick(now());
            later(TICK, this::tick);
        }
    }

    boolean isAlive() {
        return world.nodes.contains(this);
    }

    /** Does something where it lives. */
    void alive(Runnable action) {
        if (isAlive()) {
            action.run();
        }
    }

    private void later(long delay, Runnable action) {
        world.agenda.later(delay, action);
    }

    private long now() {
        return world.agenda.now();
    }

    private int upTo(int millis) {
        return world.random.nextInt(millis);
    }

    private boolean isLost() {
        return world.isLost();
    }

    @Override
    public void tell(Cid to, PeerEvent event) {
        PeerClient client = world.client(to);
        if (client != null) {
            client.told(event);
        }
    }

    @Override
    public void hand(Cid to, Parcel parcel) {
        PeerClient client = world.client(to);
        if (client != null && client.isConnected) {
            client.got(parcel);
        } else if (client != null) {
            board.dead(client.name, to, parcel);
        }
    }

    @Override
    public void close(Cid cid, CloseCode code) {
        PeerClient client = world.client(cid);
        if (client != null) {
            client.cut();
            later(upTo(50), () -> alive(() -> board.gone(cid)));
        }
    }

    @Override
    public void claim(Name name, Cid cid, Bytes fingerprint, @Nullable Cid stale) {
        Promise<Cid> answer = Promise.promise();
        own.claim(name, new Claim(cid, fingerprint, now()), stale).onSuccess(answer::tryComplete);
        if (isLost()) {
            later(upTo(160), () -> alive(() -> answer.tryFail("Not waited for any longer")));
        }
        answer.future().onSuccess(holder -> board.claimed(now(), cid, holder)).onFailure(late -> {
            release(name, cid);
            board.unclaimed(cid);
        });
    }

    private Future<Optional<Claim>> carryOut(Name name, ClaimStep step) {
        Promise<Optional<Claim>> answer = Promise.promise();
        later(
                upTo(80),
                () -> alive(() -> {
                    Claim before = world.names.take(name, step);
                    later(upTo(80), () -> alive(() -> answer.complete(Optional.ofNullable(before))));
                }));
        return answer.future();
    }

    @Override
    public void release(Name name, Cid cid) {
        own.release(name, cid);
    }

    @Override
    public void confirm(Name name, Cid holder, Cid asker) {
        long asked = now();
        ask(
                holder,
                other -> other.board.holds(name, holder),
                held -> board.confirmed(asker, holder, held || now() - asked >= PROMPT));
    }

    @Override
    public void find(Name name) {
        later(upTo(60), () -> {
            Cid holder = world.names.holder(name);
            later(
                    upTo(60),
                    () -> alive(() -> {
                        if (isLost()) {
                            board.unknown(now(), name);
                        } else {
                            board.found(now(), name, holder);
                        }
                    }));
        });
    }

    @Override
    public void relay(Name to, Cid holder, List<Parcel> parcels) {
        ask(
                holder,
                other -> other.board.deliver(to, holder, parcels),
                taken -> board.relayed(now(), to, holder, taken));
    }

    private interface Question {
        boolean ask(PeerNode node);
    }

    private interface Answer {
        void is(boolean yes);
    }

    /** The answer may be lost when the question was not: the asker hears a no then, after a while. */
    private void ask(Cid holder, Question question, Answer answer) {
        Optional<PeerNode> other = world.node(holder).filter(node -> node != this);
        if (other.isEmpty()) {
            answer.is(false);
            return;
        }
        boolean[] isAnswered = {false};
        boolean isLost = isLost();
        PeerNode to = other.get();
        post(to, () -> {
            boolean yes = question.ask(to);
            if (!isLost) {
                to.send(this, () -> settle(isAnswered, yes, answer));
            }
        });
        later(TIMEOUT, () -> settle(isAnswered, false, answer));
    }

    private void settle(boolean[] isAnswered, boolean yes, Answer answer) {
        if (!isAnswered[0]) {
            isAnswered[0] = true;
            alive(() -> answer.is(yes));
        }
    }

    @Override
    public void announce(Name name, Cid cid) {
        everybody(other -> other.board.here(name, cid));
    }

    @Override
    public void seek(Name name) {
        everybody(other -> {
            Cid holder = other.board.sought(name);
            if (holder != null) {
                other.post(this, () -> board.here(name, holder));
            }
        });
    }

    private void everybody(Consumer<PeerNode> action) {
        List.copyOf(world.nodes).stream().filter(node -> node != this).forEach(other -> {
            if (!isLost()) {
                post(other, () -> action.accept(other));
            }
        });
    }

    private void post(PeerNode to, Runnable action) {
        send(to, () -> to.alive(action));
    }

    /** In the order of calls. */
    private void send(PeerNode to, Runnable action) {
        world.agenda.inOrder(id + " to " + to.id, upTo(80), action);
    }

    @Override
    public void replaced(Name name, Cid cid) {
        world.node(cid).ifPresent(other -> post(other, () -> other.board.replaced(name, cid)));
    }

    @Override
    public void left(Cid sender, Name dead) {
        world.node(sender).ifPresent(other -> post(other, () -> other.board.left(dead, sender)));
    }
}
