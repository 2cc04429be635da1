package com.datafly.signal.dr.internal.events.retention;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicRetentionPolicy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Topics by name, with {@code *} for any characters, and the topics that nobody manages by a wildcard. */
public final class TopicPattern {

    private static final String OPERATION = "set the retention of topics";
    private static final int LONGEST = 249;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._*-]{1," + LONGEST + "}");

    private TopicPattern() {}

    /**
     * Accepts a pattern.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for a regular expression, or for what means reserved topics
     */
    public static void require(String pattern) {
        if (!SHAPE.matcher(pattern).matches()) {
            throw invalid(
                    "'" + pattern + "' is no topic's name with * in it",
                    "Write * for any characters, as in events.delivery.*; a regular expression is not understood.");
        }
        if (reserved(pattern)) {
            throw invalid(
                    "'" + pattern + "' means topics that the cluster, its replication or this library keeps for itself",
                    "Leave it out: deleting their records breaks groups, replication or recovery.");
        }
    }

    /**
     * Tells whether a topic, or what a pattern means, is kept by a cluster, by the software that copies topics or by
     * this library for itself.
     */
    public static boolean reserved(String name) {
        return name.startsWith("__")
                || name.startsWith("mm2-")
                || name.startsWith("signal-dr.")
                || name.endsWith(".internal")
                || name.equals("heartbeats");
    }

    /**
     * Tells whether a topic is kept by the cluster, by the software that copies topics or by this library for itself.
     */
    public static boolean reserved(Topic topic) {
        return topic.internal() || reserved(topic.name());
    }

    /** Tells whether a pattern has a wildcard. */
    public static boolean wild(String pattern) {
        return pattern.indexOf('*') >= 0;
    }

    /** Tells whether {@code topic} matches {@code pattern}, in time that is linear in practice. */
    public static boolean matches(String pattern, String topic) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < topic.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && pattern.charAt(p) == topic.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Returns the rule that {@code topic} follows, or refuses two that are equally specific and differ. */
    public static Optional<Rule> mostSpecific(List<Rule> rules, String topic) {
        if (reserved(topic)) {
            return Optional.empty();
        }
        Rule best = null;
        Rule rival = null;
        for (Rule rule : rules) {
            if (!matches(rule.pattern(), topic)) {
                continue;
            }
            int order = best == null ? 1 : Integer.compare(rank(rule.pattern()), rank(best.pattern()));
            if (order > 0) {
                best = rule;
                rival = null;
            } else if (best != null && order == 0 && !rule.keep().equals(best.keep())) {
                rival = rule;
            }
        }
        if (best != null && rival != null) {
            throw tie(topic, best, rival);
        }
        return Optional.ofNullable(best);
    }

    /** A name without a wildcard ranks before all others. */
    private static int rank(String pattern) {
        return wild(pattern)
                ? (int) pattern.chars().filter(letter -> letter != '*').count()
                : Integer.MAX_VALUE;
    }

    private static DrException tie(String topic, Rule one, Rule other) {
        return invalid(
                "the topic '" + topic + "' matches '" + one.pattern() + "' and '" + other.pattern()
                        + "', which are equally specific and differ in time",
                "Name the topic itself, or make one of the patterns longer.");
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, OPERATION, problem, failure -> failure.hint(hint));
    }
}
