/** The gateway: {@link io.ringway.gateway.Main} wires front doors, sessions, calls, auth and limits to a cluster. */
@NullMarked
package io.ringway.gateway;

import org.jspecify.annotations.NullMarked;
