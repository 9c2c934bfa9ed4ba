/** Networks of their own for nodes, and what can be done to them. */
@NullMarked
package io.ringway.tests.chaos.net;

import org.jspecify.annotations.NullMarked;
