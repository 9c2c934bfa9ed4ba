@NullMarked
package io.ringway.gateway.session.calls.log;

import org.jspecify.annotations.NullMarked;
