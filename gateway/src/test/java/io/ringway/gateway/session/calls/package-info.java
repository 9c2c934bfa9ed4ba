@NullMarked
package io.ringway.gateway.session.calls;

import org.jspecify.annotations.NullMarked;
