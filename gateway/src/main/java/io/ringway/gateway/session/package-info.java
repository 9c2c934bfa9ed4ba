/**
 * What a node's clients are to it, and what everything about them stands on: sessions and connections, their lines and sockets, groups'
 * fan-out, and the context that owns it all, {@link io.ringway.gateway.session.Hub}. It knows none of the packages below, which are by
 * concept; none of those knows another that knows it, and a test holds them to that.
 *
 * <p>{@code node} is where everything is passed on, {@code doors} where clients come in. What decides without a clock, a socket or a
 * cluster belongs into a package of its own beside this one: calls, rooms, groups, history, moves, peers.
 *
 * <p>What is public here is for the packages below, and for the gateway's front doors and its backend API.
 */
@NullMarked
package io.ringway.gateway.session;

import org.jspecify.annotations.NullMarked;
