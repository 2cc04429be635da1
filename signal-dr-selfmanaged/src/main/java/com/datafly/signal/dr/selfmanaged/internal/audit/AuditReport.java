package com.datafly.signal.dr.selfmanaged.internal.audit;

import java.util.List;

/**
 * What an audit of a repository found.
 *
 * @param objects how many objects there are
 * @param bytes how many stored bytes were proven
 * @param defects what is damaged or missing, each naming its object; empty is good
 * @param unclaimed objects that belong to no backup, such as what a broken-off backup left; harmless
 */
public record AuditReport(long objects, long bytes, List<String> defects, List<String> unclaimed) {
    /** Copies the lists. */
    public AuditReport {
        defects = List.copyOf(defects);
        unclaimed = List.copyOf(unclaimed);
    }

    /** Tells whether nothing is damaged or missing. */
    public boolean sound() {
        return defects.isEmpty();
    }
}
