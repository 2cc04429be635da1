package com.datafly.signal.dr.kafka.internal.lint;

import com.datafly.signal.dr.kafka.MirrorFlow;
import com.datafly.signal.dr.kafka.MirrorMakerFinding.Code;
import com.datafly.signal.dr.kafka.internal.config.MirrorKeys;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks for keys that nobody reads: mistyped, without the alias that they need, or of a cluster that is none. */
final class KeyRule implements Rule {

    @Override
    public void check(LintInput input, Findings findings) {
        for (String key : input.config().properties().keySet()) {
            int arrow = key.indexOf("->");
            if (arrow > 0 && key.indexOf('.', arrow) > 0) {
                flow(key, arrow, input, findings);
            } else {
                plain(key, input, findings);
            }
        }
    }

    private static void flow(String key, int arrow, LintInput input, Findings findings) {
        List<String> clusters = input.config().clusters();
        String source = key.substring(0, arrow);
        String rest = key.substring(arrow + 2);
        String target = clusters.stream()
                .filter(alias -> rest.startsWith(alias + "."))
                .findFirst()
                .orElse(rest.substring(0, rest.indexOf('.')));
        for (String alias : List.of(source, target)) {
            if (!clusters.contains(alias)) {
                findings.add(
                        key,
                        Code.UNKNOWN_ALIAS,
                        "'" + alias + "' is not among the clusters " + clusters + ": the line is ignored.",
                        "Write an alias of the line clusters, without blanks around ->, or add it there.");
                return;
            }
        }
        String setting = rest.substring(target.length() + 1);
        boolean known = MirrorKeys.connector(setting)
                || MirrorKeys.client(setting)
                || MirrorKeys.connection(setting)
                || setting.startsWith("producer.override.")
                || setting.startsWith("source.cluster.")
                || setting.startsWith("target.cluster.");
        if (!known) {
            unknown(key, setting, findings);
        }
    }

    private static void plain(String key, LintInput input, Findings findings) {
        for (String alias : input.config().clusters()) {
            if (key.startsWith(alias + ".")) {
                String setting = key.substring(alias.length() + 1);
                if (!MirrorKeys.connection(setting) && !MirrorKeys.worker(setting) && !MirrorKeys.client(setting)) {
                    ofCluster(key, setting, findings);
                }
                return;
            }
        }
        if (MirrorKeys.workerOnly(key) && !MirrorKeys.connector(key)) {
            worker(key, input, findings);
        } else if (MirrorKeys.clientPrefixed(key)) {
            findings.add(
                    key,
                    Code.DROPPED_KEY,
                    "Without a cluster's alias in front it reaches no client.",
                    "Write it as ALIAS." + key + ".");
        } else if (!MirrorKeys.connector(key) && !MirrorKeys.forWholeFile(key)) {
            unknown(key, key, findings);
        } else if (key.equals("use.defaults.from")) {
            findings.add(
                    key,
                    Code.DROPPED_KEY,
                    "It reaches the connectors only with the flow in front.",
                    "Write it as SOURCE->TARGET.use.defaults.from.");
        }
    }

    private static void ofCluster(String key, String setting, Findings findings) {
        if (MirrorKeys.connector(setting)) {
            findings.add(
                    key,
                    Code.DROPPED_KEY,
                    "It is a setting of a flow, not of a cluster: the connectors do not see it.",
                    "Write it with the flow in front, as in SOURCE->TARGET." + setting + ", or without any alias.");
        } else {
            unknown(key, setting, findings);
        }
    }

    /** Workers see only what has their target's alias in front. */
    private static void worker(String key, LintInput input, Findings findings) {
        Set<String> without = new TreeSet<>();
        for (MirrorFlow flow : input.config().flows()) {
            if (input.config().get(flow.target() + "." + key).isEmpty()) {
                without.add(flow.target());
            }
        }
        for (String target : without) {
            findings.add(
                    key,
                    Code.DROPPED_KEY,
                    "The workers that copy to " + target + " never see it: the default holds.",
                    "Write it as " + target + "." + key + ".");
        }
    }

    private static void unknown(String key, String setting, Findings findings) {
        String nearest = Nearest.to(setting, MirrorKeys.all());
        findings.add(
                key,
                Code.UNKNOWN_KEY,
                "MirrorMaker does not know '" + setting + "' and ignores it.",
                nearest.isEmpty() ? "Remove it, or correct it." : "Perhaps " + nearest + " is meant.");
    }
}
