package io.ringway.gateway.session.node;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.resume.ResumeTokens;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.calls.SignalPrivacy;
import io.ringway.gateway.session.clients.Admission;
import io.ringway.gateway.session.clients.Antechamber;
import io.ringway.gateway.session.clients.Exclusion;
import io.ringway.gateway.session.clients.Expiries;
import io.ringway.gateway.session.clients.Greeting;
import io.ringway.gateway.session.clients.IceRenewals;
import io.ringway.gateway.session.clients.Throttle;
import io.ringway.gateway.session.groups.StateRequests;
import io.ringway.gateway.session.operators.Watch;
import io.ringway.gateway.session.peers.Peering;
import io.ringway.gateway.session.resume.Resumption;
import java.time.InstantSource;

/** What a node does about its clients, put together: how they come in, what they may ask for, and how they go on elsewhere. */
final class NodeClients {
    final ResumeTokens resumeTokens;
    final Throttle throttle;
    final Peering peering;
    final Watch watch;
    final Admission admission;
    final Exclusion exclusion;
    final Resumption resumption;
    final Antechamber antechamber;
    final Entrance entrance;
    final Intake intake;

    NodeClients(Node.Parts parts, Sessions sessions, NodeGroups groups, NodeCalls calls) {
        Hub hub = parts.hub();
        Cluster cluster = parts.cluster();
        InstantSource clock = parts.clock();
        resumeTokens = new ResumeTokens(cluster::secret);
        throttle = new Throttle(sessions, parts.limits().crowds(), parts.metrics(), clock);
        peering = new Peering(hub, cluster, parts.peers(), parts.revocations(), parts.metrics(), clock);
        watch = new Watch(
                cluster,
                sessions,
                groups.virtualMembers.sightings(),
                this::parked,
                calls.calling::size,
                parts.metrics(),
                parts.journal(),
                clock);
        groups.virtualMembers.steering().whenEnded(watch::note);
        IceRenewals renewals = new IceRenewals(parts.ice(), hub, clock);
        admission = new Admission(
                hub,
                cluster,
                sessions,
                groups.membership,
                calls.calling,
                calls.log,
                parts.tokens(),
                new Expiries(parts.expiryWarningMillis()),
                renewals,
                new Greeting(parts.limits().toEvent(), parts.pingIntervalMillis(), resumeTokens, cluster::self, clock),
                watch,
                parts.doorkeeper(),
                parts.sessions(),
                throttle,
                parts.revocations(),
                clock);
        admission.parking().countToo(groups.moving.departures().untaken()::bytes);
        exclusion = new Exclusion(
                groups.words,
                sessions,
                admission,
                excluded -> {
                    peering.exclude(excluded.tenant());
                    banned(parts.revocations(), groups, excluded);
                },
                parts.revocations());
        Commands commands = commands(parts, groups, calls);
        groups.membership.whenJoined(commands::resume);
        groups.messaging.departures().whenGone(commands::resume);
        intake = new Intake(hub, throttle, exclusion, admission, commands);
        resumption = resumption(parts, sessions, groups, calls);
        antechamber = new Antechamber(parts.vertx(), hub, parts.welcomeWaitMillis());
        entrance = new Entrance(hub, parts.doorkeeper(), antechamber, renewals, exclusion, throttle, resumption);
    }

    private static void banned(Revocations revocations, NodeGroups groups, Revocation excluded) {
        if (excluded.kind() == Revocation.Kind.BAN) {
            UserId user = new UserId(excluded.tenant(), excluded.id());
            revocations
                    .ban(user)
                    .ifPresent(ban -> groups.virtualMembers.steering().ban(user));
        }
    }

    private Commands commands(Node.Parts parts, NodeGroups groups, NodeCalls calls) {
        return new Commands(
                parts.cluster(),
                groups.membership,
                groups.messaging,
                groups.requests,
                new StateRequests(groups.states),
                groups.hosts,
                groups.relaying,
                calls.calling,
                calls.log,
                admission,
                new SignalPrivacy(parts.ice()),
                parts.doorkeeper(),
                parts.clock());
    }

    private Resumption resumption(Node.Parts parts, Sessions sessions, NodeGroups groups, NodeCalls calls) {
        Resumption.Parts with = new Resumption.Parts(
                parts.hub(),
                parts.cluster(),
                sessions,
                groups.membership,
                admission,
                exclusion,
                calls.calling,
                groups.moving,
                parts.sessions(),
                parts.clock());
        return new Resumption(
                with,
                resumeTokens,
                session -> {
                    groups.membership.expulsions().leaveClosed(session);
                    groups.states.tell(session);
                },
                intake::begun);
    }

    private int parked() {
        return admission.parking().size();
    }

    /** Once a second. */
    void tick() {
        admission.tick();
        resumption.tick();
        peering.tick();
        exclusion.tick();
    }
}
