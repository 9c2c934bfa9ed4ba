package io.ringway.gateway.http.ws;

import io.ringway.gateway.session.FrontDoor;

/**
 * A path where WebSockets are accepted.
 *
 * @param dialect the name under which its connections are counted
 */
public record Door(String dialect, FrontDoor frontDoor) {}
