@NullMarked
package io.ringway.gateway.session.virtual;

import org.jspecify.annotations.NullMarked;
