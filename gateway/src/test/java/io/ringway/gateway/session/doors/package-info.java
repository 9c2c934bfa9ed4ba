@NullMarked
package io.ringway.gateway.session.doors;

import org.jspecify.annotations.NullMarked;
