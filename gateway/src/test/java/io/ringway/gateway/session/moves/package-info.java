@NullMarked
package io.ringway.gateway.session.moves;

import org.jspecify.annotations.NullMarked;
