package com.datafly.signal.dr.platform;

/**
 * What a platform may be able to do for the credential in use.
 *
 * @since 0.1
 */
public enum PlatformCapability {
    /** Machines can be looked at. */
    READ_NODES,
    /** Budgets can be looked at. */
    READ_BUDGETS,
    /** Logs can be read. */
    READ_LOGS,
    /** Pods can be evicted, or it can be asked whether they could. */
    EVICT,
    /** Workloads can be restarted. */
    RESTART,
    /** Secrets can be read. */
    READ_SECRETS,
    /** Secrets can be changed. */
    CHANGE_SECRETS,
    /** It can be asked what a container holds of a secret. */
    LOOK_INTO_CONTAINERS,
    /** Releases are kept in the platform. */
    READ_RELEASES
}
