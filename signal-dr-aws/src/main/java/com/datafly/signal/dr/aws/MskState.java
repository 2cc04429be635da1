package com.datafly.signal.dr.aws;

/**
 * Where MSK says that a cluster is in its life. More may be added.
 *
 * @since 0.1
 */
public enum MskState {
    /** It is being made. */
    CREATING,
    /** It serves. */
    ACTIVE,
    /** MSK changes it, broker by broker. */
    UPDATING,
    /** MSK replaces a broker; the cluster takes records meanwhile, and no changes. */
    HEALING,
    /** MSK maintains it; the cluster takes records meanwhile, and no changes. */
    MAINTENANCE,
    /** A broker reboots, because somebody asked for it. */
    REBOOTING_BROKER,
    /** It is being removed. */
    DELETING,
    /** It could not be made, or does not work any more. */
    FAILED,
    /** MSK shows a state that this library has no name for. */
    UNKNOWN
}
