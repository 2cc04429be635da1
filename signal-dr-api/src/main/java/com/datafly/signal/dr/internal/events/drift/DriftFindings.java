package com.datafly.signal.dr.internal.events.drift;

import com.datafly.signal.dr.events.ClusterDifference;
import com.datafly.signal.dr.events.ClusterDifference.Kind;
import com.datafly.signal.dr.events.ClusterDrift;
import java.util.ArrayList;
import java.util.List;

/** Collects what differs and what could not be compared. */
final class DriftFindings {

    private final List<ClusterDifference> differences = new ArrayList<>();
    private final List<String> notCompared = new ArrayList<>();

    /** Adds a difference that copying software should have seen to. */
    void add(Kind kind, String subject, Object source, Object target) {
        expected(kind, subject, source, target, "");
    }

    /** Adds a difference that copying software leaves. */
    void expected(Kind kind, String subject, Object source, Object target, String why) {
        differences.add(new ClusterDifference(kind, subject, source.toString(), target.toString(), why));
    }

    void notCompared(String what) {
        notCompared.add(what);
    }

    ClusterDrift drift() {
        return ClusterDrift.of(differences, notCompared);
    }
}
