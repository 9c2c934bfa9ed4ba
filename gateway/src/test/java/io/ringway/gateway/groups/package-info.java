@NullMarked
package io.ringway.gateway.groups;

import org.jspecify.annotations.NullMarked;
