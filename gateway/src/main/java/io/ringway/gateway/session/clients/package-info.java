/**
 * How sessions of clients begin, wait for them and end, what clients are told first, what their tokens allow, and how much they may ask.
 * On the hub, but for what a refusal says.
 */
@NullMarked
package io.ringway.gateway.session.clients;

import org.jspecify.annotations.NullMarked;
