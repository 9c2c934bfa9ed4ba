@NullMarked
package io.ringway.gateway.session.clients;

import org.jspecify.annotations.NullMarked;
