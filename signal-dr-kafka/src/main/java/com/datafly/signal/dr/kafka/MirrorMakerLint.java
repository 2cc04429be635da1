package com.datafly.signal.dr.kafka;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.kafka.internal.lint.Findings;
import com.datafly.signal.dr.kafka.internal.lint.LintInput;
import com.datafly.signal.dr.kafka.internal.lint.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Finds what MirrorMaker's configuration loses, copies in a circle, or ignores without a word.
 *
 * @since 0.1
 */
public final class MirrorMakerLint {

    private static final Comparator<MirrorMakerFinding> WORST_FIRST = Comparator.comparing(MirrorMakerFinding::severity)
            .thenComparingInt(finding -> finding.line().orElse(0))
            .thenComparing(MirrorMakerFinding::key)
            .thenComparing(MirrorMakerFinding::code);

    private MirrorMakerLint() {}

    /** Looks at a configuration alone. */
    public static List<MirrorMakerFinding> check(MirrorMakerConfig config) {
        return check(config, known -> {});
    }

    /**
     * Looks at a configuration, knowing something of the clusters.
     *
     * @return the findings, the worst first
     */
    public static List<MirrorMakerFinding> check(MirrorMakerConfig config, Consumer<Known> more) {
        Known known = new Known();
        more.accept(known);
        List<MirrorMakerFinding> found = new ArrayList<>();
        Findings findings = (key, code, consequence, remedy) -> found.add(
                MirrorMakerFinding.of(new MirrorMakerFinding.Place(key, config.line(key)), code, consequence, remedy));
        LintInput input = new LintInput(config, config.lines(), Set.copyOf(known.topics), Map.copyOf(known.brokers));
        Rule.all().forEach(rule -> rule.check(input, findings));
        found.sort(WORST_FIRST);
        return List.copyOf(found);
    }

    /**
     * Collects what is known of the clusters. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Known {
        private final Set<String> topics = new TreeSet<>();
        private final Map<String, Integer> brokers = new HashMap<>();

        private Known() {}

        /** Names topics of the source, so that findings name those that an expression takes by mistake. */
        public Known topics(Collection<String> names) {
            topics.addAll(requireNonNull(names, "names"));
            return this;
        }

        /** Says how many brokers a cluster has. */
        public Known brokers(String alias, int count) {
            brokers.put(requireNonNull(alias, "alias"), count);
            return this;
        }
    }
}
