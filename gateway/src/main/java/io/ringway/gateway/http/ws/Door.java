package io.ringway.gateway.http.ws;

import io.ringway.gateway.session.FrontDoor;

/**
 * A path where WebSockets are accepted.
 *
 * @param dialect the name under which its connections are counted
 * @param judgesOrigins whether the front door decides about pages of foreign origins; else they are refused before it
 */
public record Door(String dialect, FrontDoor frontDoor, boolean judgesOrigins) {
    public Door(String dialect, FrontDoor frontDoor) {
        this(dialect, frontDoor, false);
    }
}
