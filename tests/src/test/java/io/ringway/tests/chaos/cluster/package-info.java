/** Nodes in networks of their own, and how they are from outside. */
@NullMarked
package io.ringway.tests.chaos.cluster;

import org.jspecify.annotations.NullMarked;
