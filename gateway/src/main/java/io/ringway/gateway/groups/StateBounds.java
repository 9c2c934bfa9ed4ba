package io.ringway.gateway.groups;

/**
 * How much state groups may have.
 *
 * @param keys of one group
 * @param valueBytes of one value
 * @param groupBytes of one group, keys included
 * @param tenantBytes of all groups of a tenant, with what it takes to keep them
 * @param ageMillis how long a key lives that nobody sets again
 */
public record StateBounds(int keys, int valueBytes, int groupBytes, long tenantBytes, long ageMillis) {}
