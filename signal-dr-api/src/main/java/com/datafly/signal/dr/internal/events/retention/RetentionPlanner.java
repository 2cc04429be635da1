package com.datafly.signal.dr.internal.events.retention;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.EventCapabilities;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicRetentionChange;
import com.datafly.signal.dr.events.TopicRetentionPlan;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import com.datafly.signal.dr.events.TopicRetentionPolicy.Rule;
import com.datafly.signal.dr.events.TopicRetentionWarning;
import com.datafly.signal.dr.events.TopicRetentionWarning.Kind;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares a cluster with a policy, once. */
final class RetentionPlanner {

    private static final Pattern CHECKPOINTS = Pattern.compile("(.+)\\.checkpoints\\.internal");
    private static final Pattern SYNCS = Pattern.compile("mm2-offset-syncs\\.(.+)\\.internal");

    private final StreamResource resource;
    private final TopicRetentionPolicy policy;
    private final String operation;
    private final Map<String, TopicSettings> differing = new LinkedHashMap<>();
    private final List<String> matching = new ArrayList<>();
    private final Map<String, DrException> unreadable = new LinkedHashMap<>();
    private final List<TopicRetentionWarning> warnings = new ArrayList<>();

    RetentionPlanner(StreamResource resource, TopicRetentionPolicy policy) {
        this.resource = resource;
        this.policy = policy;
        this.operation = "plan the retention of " + resource.address();
    }

    TopicRetentionPlan plan(Optional<String> frozen) {
        EventCapabilities capabilities = resource.read(operation, EventStreamDriver::capabilities);
        capabilities.require(EventCapability.READ_SETTINGS, operation);
        List<Topic> topics = resource.read(operation, EventStreamDriver::topics);
        PolicyMatch match = PolicyMatch.of(policy, topics);
        compare(match);
        mirrors(topics);
        Losses losses = Losses.ask(resource, match, shrinking(match));
        Map<String, String> refusals = refusals(capabilities, match);
        List<TopicRetentionChange> changes = differing.keySet().stream()
                .map(topic -> change(topic, match, losses, refusals))
                .toList();
        warnings.addAll(losses.warnings());
        String clusterId = resource.read(operation, EventStreamDriver::clusterId);
        return TopicRetentionPlan.create(
                policy,
                clusterId,
                resource.clock().instant(),
                plan -> plan.changes(changes)
                        .matching(matching)
                        .unmanaged(match.unmanaged())
                        .missing(match.missing())
                        .unmatched(match.unmatched())
                        .unreadable(unreadable)
                        .warnings(warnings)
                        .frozen(frozen));
    }

    private void compare(PolicyMatch match) {
        Set<String> names = match.topics().keySet();
        Answers<String, Map<String, TopicSetting>> answers = names.isEmpty()
                ? Answers.of(Map.of(), Map.of())
                : resource.read(operation, driver -> driver.settings(names, TopicSettings.NAMES));
        match.rules().forEach((topic, rule) -> {
            TopicSettings settings = new TopicSettings(answers.found().getOrDefault(topic, Map.of()));
            if (!settings.shown()) {
                unreadable.put(topic, why(answers, topic));
                return;
            }
            warnings.addAll(SettingWarnings.of(topic, rule, settings));
            if (settings.keep().equals(rule.keep())) {
                matching.add(topic);
            } else {
                differing.put(topic, settings);
            }
        });
    }

    private DrException why(Answers<String, Map<String, TopicSetting>> answers, String topic) {
        DrException failure = answers.failed().get(topic);
        return failure != null
                ? failure
                : DrException.of(
                        ErrorCode.UNSUPPORTED,
                        operation,
                        "the cluster does not show " + TopicSettings.RETENTION_MS + " of '" + topic + "'");
    }

    /**
     * The software that copies topics brings its checkpoints along, or only its pairs of offsets. The latter may also
     * be kept by copying that goes from here to another cluster.
     */
    private void mirrors(List<Topic> topics) {
        Set<String> surely = named(topics, CHECKPOINTS);
        Set<String> perhaps = named(topics, SYNCS);
        perhaps.removeAll(surely);
        surely.forEach(source -> mirrored("topics are copied here from '" + source + "', and where their"));
        perhaps.forEach(other -> mirrored("offsets of copying from '" + other + "', or to it, are kept here; if it is"
                + " copying from there, and topics'"));
    }

    private static Set<String> named(List<Topic> topics, Pattern pattern) {
        return topics.stream()
                .map(topic -> pattern.matcher(topic.name()))
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void mirrored(String found) {
        warnings.add(new TopicRetentionWarning(
                Kind.MIRRORED,
                "",
                found + " settings are copied too, the source's come back: set the time there, or exclude retention.ms"
                        + " from the copying"));
    }

    private Set<String> shrinking(PolicyMatch match) {
        Set<String> shrinking = new LinkedHashSet<>();
        differing.forEach((topic, settings) -> {
            if (bare(topic, match, settings).shrink()) {
                shrinking.add(topic);
            }
        });
        return shrinking;
    }

    private Map<String, String> refusals(EventCapabilities capabilities, PolicyMatch match) {
        Map<String, String> refusals = new LinkedHashMap<>();
        if (capabilities.status(EventCapability.CHANGE_SETTINGS) instanceof CapabilityStatus.Unsupported unsupported) {
            differing.keySet().forEach(topic -> refusals.put(topic, unsupported.reason()));
            return refusals;
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        differing
                .keySet()
                .forEach(topic -> wanted.put(
                        topic, TopicSettings.millis(rule(match, topic).keep())));
        new SettingsChanges(resource, operation, () -> {})
                .check(wanted)
                .forEach((topic, why) -> refusals.put(topic, why.code() + ": " + why.problem()));
        return refusals;
    }

    private static TopicRetentionChange bare(String topic, PolicyMatch match, TopicSettings settings) {
        return TopicRetentionChange.create(
                topic, rule(match, topic), change -> change.before(settings.keep(), settings.overridden()));
    }

    private TopicRetentionChange change(String topic, PolicyMatch match, Losses losses, Map<String, String> refusals) {
        TopicSettings settings = differing.getOrDefault(topic, new TopicSettings(Map.of()));
        boolean shrink = bare(topic, match, settings).shrink();
        return TopicRetentionChange.create(topic, rule(match, topic), change -> {
            change.before(settings.keep(), settings.overridden())
                    .topicId(Optional.ofNullable(match.topics().get(topic)).flatMap(Topic::id))
                    .deletes(shrink ? losses.deletes(topic) : OptionalLong.of(0))
                    .unread(shrink ? losses.unread(topic) : Map.of())
                    .unreadKnown(!shrink || losses.isKnown(topic));
            String refusal = refusals.get(topic);
            if (refusal != null) {
                change.refusal(refusal);
            }
        });
    }

    private static Rule rule(PolicyMatch match, String topic) {
        return Optional.ofNullable(match.rules().get(topic)).orElseThrow();
    }
}
