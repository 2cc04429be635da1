package com.datafly.signal.dr.internal.events.drift;

import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.events.ClusterDifference.Kind;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Compares access rules. Those of topics are expected under the copies' names, all others as they are. */
final class RuleDrift {

    private static final Comparator<AclRule> ORDER = Comparator.comparing(AclRule::resourceType)
            .thenComparing(AclRule::resource)
            .thenComparing(AclRule::principal)
            .thenComparing(AclRule::operation)
            .thenComparing(AclRule::permission)
            .thenComparing(AclRule::pattern)
            .thenComparing(AclRule::host);
    private static final String ANY = "*";

    private final DriftNames names;
    private final DriftFindings findings;

    RuleDrift(DriftNames names, DriftFindings findings) {
        this.names = names;
        this.findings = findings;
    }

    void compare(List<AclRule> source, List<AclRule> target) {
        Set<AclRule> wanted = new LinkedHashSet<>();
        source.stream().sorted(ORDER).map(this::atTarget).forEach(wanted::add);
        Set<AclRule> there = new LinkedHashSet<>();
        target.stream().sorted(ORDER).forEach(there::add);
        for (AclRule rule : wanted) {
            if (!there.contains(rule)) {
                findings.expected(Kind.RULE_MISSING, text(rule), permission(rule), "", notCopied(rule));
            }
        }
        for (AclRule rule : there) {
            if (!wanted.contains(rule)) {
                findings.add(Kind.RULE_EXTRA, text(rule), "", permission(rule));
            }
        }
    }

    private AclRule atTarget(AclRule rule) {
        if (!rule.resourceType().equals("TOPIC") || rule.resource().equals(ANY)) {
            return rule;
        }
        return new AclRule(
                rule.resourceType(),
                names.atTarget(rule.resource()),
                rule.pattern(),
                rule.principal(),
                rule.host(),
                rule.operation(),
                rule.permission());
    }

    private static String notCopied(AclRule rule) {
        if (!rule.resourceType().equals("TOPIC")) {
            return "only rules of topics are copied: add it at the standby";
        }
        if (!rule.permission().equals("ALLOW")) {
            return "";
        }
        return switch (rule.operation()) {
            case "WRITE" -> "permission to write is not copied: add it at the standby before a failover";
            case "ALL" -> "it is copied as permission to read: add it at the standby before a failover";
            default -> "";
        };
    }

    private static String permission(AclRule rule) {
        return rule.permission();
    }

    private static String text(AclRule rule) {
        return rule.principal() + " " + rule.operation() + " " + rule.resourceType() + " " + rule.resource()
                + (rule.pattern().equals("PREFIXED") ? "..." : "")
                + (rule.host().equals(ANY) ? "" : " from " + rule.host());
    }
}
