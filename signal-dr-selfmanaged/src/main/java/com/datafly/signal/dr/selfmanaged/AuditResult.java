package com.datafly.signal.dr.selfmanaged;

import java.util.List;

/**
 * What an audit of a repository found. Immutable. Applications do not implement it: methods may be added.
 *
 * @since 0.1
 */
public interface AuditResult {

    /** Tells whether nothing is damaged or missing. */
    boolean sound();

    /** Returns what is damaged or missing, each naming its object; empty is good. */
    List<String> defects();

    /** Returns the keys of packs that belong to no backup, such as what a broken-off backup left; harmless. */
    List<String> unclaimed();

    /** Returns how many objects there are. */
    long objects();

    /** Returns how many stored bytes were read to be proven. */
    long bytes();
}
