/**
 * The hub: who is connected to this node, their groups and calls, and the fan-out to their sockets. All of it runs on one context,
 * {@link io.ringway.gateway.session.Hub}; what is public is for front doors and for the backend API.
 *
 * <p>{@link io.ringway.gateway.session.Node} is where everything comes in. It is made of three: {@code NodeGroups} (membership,
 * messages, state, histories), {@code NodeCalls} (calls and what is written down of them) and {@code NodeClients} (how sessions
 * begin, end, and go on elsewhere). A connection comes in by a {@link io.ringway.gateway.session.FrontDoor} and the
 * {@code Entrance}, what it says by the {@code Intake} and {@code Commands}, what other nodes say by the {@code NodeInbox}.
 *
 * <p>What decides without a clock, a socket or a cluster belongs into a package of its own beside this one: calls, rooms, groups,
 * history, moves, peers.
 */
@NullMarked
package io.ringway.gateway.session;

import org.jspecify.annotations.NullMarked;
