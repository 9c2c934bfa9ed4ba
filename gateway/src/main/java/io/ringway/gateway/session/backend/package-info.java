/**
 * What the app's backend, and the HTTP front doors, may ask of a node, and what nodes ask each other for that. What is public may be
 * called on any thread, and completes on the caller's context; the rest is on the hub.
 */
@NullMarked
package io.ringway.gateway.session.backend;

import org.jspecify.annotations.NullMarked;
