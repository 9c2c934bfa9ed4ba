package io.ringway.gateway.auth;

/** Somebody who came with a publishable key: whom the key speaks for, and the place that its address takes. Any thread. */
public final class Visitor {
    private final Principal principal;
    private final AddressQuota quota;
    private final String address;

    Visitor(Principal principal, AddressQuota quota, String address) {
        this.principal = principal;
        this.quota = quota;
        this.address = address;
    }

    public Principal principal() {
        return principal;
    }

    /** Takes the place; false where the address has no more. */
    public boolean enter() {
        return quota.enter(address);
    }

    /** Gives the place back, once, after an {@link #enter} that was granted. */
    public void exit() {
        quota.exit(address);
    }
}
