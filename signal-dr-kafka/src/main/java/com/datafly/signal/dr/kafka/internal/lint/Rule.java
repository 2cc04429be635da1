package com.datafly.signal.dr.kafka.internal.lint;

import java.util.List;

/** Looks for one kind of mistake. */
@FunctionalInterface
public interface Rule {

    /** Looks at a configuration. */
    void check(LintInput input, Findings findings);

    /** Returns all rules. */
    static List<Rule> all() {
        return List.of(
                new LineRule(),
                new KeyRule(),
                new ExpressionRule(),
                new FlowRule(),
                new OffsetRule(),
                new SettingsRule(),
                new ReplicaRule());
    }
}
