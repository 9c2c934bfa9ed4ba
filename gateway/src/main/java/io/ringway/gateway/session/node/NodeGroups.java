package io.ringway.gateway.session.node;

import io.ringway.cluster.Cluster;
import io.ringway.gateway.session.Announcer;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.RosterBytes;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.groups.GroupRules;
import io.ringway.gateway.session.groups.GroupStates;
import io.ringway.gateway.session.groups.KeptWords;
import io.ringway.gateway.session.groups.Membership;
import io.ringway.gateway.session.groups.Relisting;
import io.ringway.gateway.session.groups.Seats;
import io.ringway.gateway.session.groups.Transfers;
import io.ringway.gateway.session.groups.Words;
import io.ringway.gateway.session.histories.GroupHistories;
import io.ringway.gateway.session.histories.HistoryRequests;
import io.ringway.gateway.session.meetings.Gatherings;
import io.ringway.gateway.session.meetings.Hosts;
import io.ringway.gateway.session.messages.Departures;
import io.ringway.gateway.session.messages.Interruptions;
import io.ringway.gateway.session.messages.Messaging;
import io.ringway.gateway.session.messages.Notifications;
import io.ringway.gateway.session.messages.Relaying;
import io.ringway.gateway.session.messages.Repetitions;
import io.ringway.gateway.session.moves.Moving;
import io.ringway.gateway.session.moves.Recoveries;
import io.ringway.gateway.session.virtual.OnBehalf;
import io.ringway.gateway.session.virtual.VirtualMembers;
import java.time.InstantSource;

/** What a node does about groups, put together: who is in them, what is said in them and of them, and what is kept. */
final class NodeGroups {
    final Words words;
    final GroupRules rules;
    final GroupStates states;
    final Seats seats;
    final Gatherings gatherings;
    final Announcer announcer;
    final GroupHistories histories;
    final HistoryRequests requests;
    final Membership membership;
    final Moving moving;
    final Messaging messaging;
    final Interruptions interruptions;
    final Relaying relaying;
    final Hosts hosts;
    final VirtualMembers virtualMembers;
    final Transfers transfers;
    final OnBehalf onBehalf;
    final Relisting relisting;

    NodeGroups(Node.Parts parts, Sessions sessions) {
        Hub hub = parts.hub();
        Cluster cluster = parts.cluster();
        InstantSource clock = parts.clock();
        words = new Words(cluster, new KeptWords(parts.words()), clock);
        rules = new GroupRules(words, parts.ruledGroups());
        states = new GroupStates(
                words, cluster, sessions, parts.state(), parts.sessions().graceMillis());
        gatherings = new Gatherings(cluster, clock);
        seats = new Seats(cluster, parts.rooms(), rules, gatherings, clock);
        announcer = new Announcer(
                cluster,
                sessions,
                parts.presence(),
                RosterBytes.ofOutbox(parts.limits().outboxBytes()),
                task -> parts.vertx().setTimer(parts.presence().batchInterval().toMillis(), due -> hub.execute(task)));
        histories =
                new GroupHistories(cluster, sessions, parts.history(), parts.historyStore(), parts.metrics(), clock);
        requests = new HistoryRequests(cluster, histories, parts.witness(), parts.doorkeeper());
        membership = new Membership(cluster, sessions, parts.limits(), seats, rules, announcer, histories);
        Recoveries recoveries = new Recoveries(cluster, hub, sessions, histories);
        moving = new Moving(cluster, hub, sessions, seats, recoveries, parts.witness(), clock);
        messaging = new Messaging(
                cluster,
                sessions,
                moving,
                parts.witness(),
                requests,
                new Notifications(cluster, parts.notifier()),
                new Repetitions(parts.history().options().keyMillis(), clock),
                new Departures(task -> hub.context().runOnContext(turn -> task.run())),
                parts.chat());
        interruptions = new Interruptions(
                sessions, moving, requests::covers, task -> hub.context().runOnContext(turn -> task.run()));
        relaying = new Relaying(cluster, sessions);
        hosts = new Hosts(cluster, sessions, messaging::deliver);
        virtualMembers = new VirtualMembers(
                cluster,
                hub,
                seats,
                rules,
                user -> parts.revocations().ban(user).isPresent(),
                parts.sessions().longestGraceMillis(),
                clock);
        transfers = new Transfers(cluster, sessions, membership, rules, parts.limits(), moving.departures());
        onBehalf = new OnBehalf(cluster, sessions, moving, virtualMembers, transfers, clock);
        relisting = new Relisting(cluster, hub, sessions);
        rules.whenClosed(group -> {
            membership.expulsions().close(group);
            virtualMembers.close(group);
        });
    }

    /** Once a second. */
    void tick() {
        seats.tick();
        moving.tick();
        virtualMembers.tick();
        rules.tick();
        states.tick();
        words.tick();
        gatherings.tick();
    }
}
