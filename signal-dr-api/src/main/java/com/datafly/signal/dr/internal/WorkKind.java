package com.datafly.signal.dr.internal;

/** What is done: work of one kind at one provider takes about as long as the last time. */
enum WorkKind {
    SNAPSHOT,
    RESTORE,
    CLONE,
    COPY,
    REMOVAL,
    SETTINGS,
    FAILOVER,
    PROMOTION
}
