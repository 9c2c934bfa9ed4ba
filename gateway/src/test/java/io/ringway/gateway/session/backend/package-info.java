/** What the app's backend may ask of a node. */
@NullMarked
package io.ringway.gateway.session.backend;

import org.jspecify.annotations.NullMarked;
