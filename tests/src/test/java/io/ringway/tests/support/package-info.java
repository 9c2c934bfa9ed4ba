/** Real nodes in processes of their own, and the clients, tokens and browsers the scenarios drive against them. */
@NullMarked
package io.ringway.tests.support;

import org.jspecify.annotations.NullMarked;
