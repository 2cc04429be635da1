package com.datafly.signal.dr.events;

/**
 * What a cluster may be able to do for the credential in use.
 *
 * @since 0.1
 */
public enum EventCapability {
    /** Topics can be made. */
    CREATE_TOPICS,
    /** Settings of topics can be read. */
    READ_SETTINGS,
    /** Settings of topics can be changed; the limits name those that cannot. */
    CHANGE_SETTINGS,
    /** Offsets of consumer groups can be moved. */
    CHANGE_GROUP_OFFSETS,
    /** Records can be written without duplicates when a call is repeated. */
    IDEMPOTENT_WRITES,
    /** Records of several partitions can be written together or not at all. */
    TRANSACTIONS,
    /** Access rules can be read. */
    READ_ACLS,
    /** Access rules can be changed. */
    CHANGE_ACLS,
    /** Topics carry an id, so that one made anew is noticed. */
    TOPIC_IDS
}
