package io.ringway.gateway.limits;

import io.ringway.gateway.config.TenantLimitsConfig;
import io.ringway.gateway.config.UserLimitsConfig;

/** What all connections of one user, and of one tenant, may have and ask together on one node. */
public record Crowds(UserLimitsConfig user, TenantLimitsConfig tenant) {}
