package com.datafly.signal.dr.internal.events.retention;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Answers;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicRetentionChange;
import com.datafly.signal.dr.events.TopicRetentionPlan;
import com.datafly.signal.dr.events.TopicRetentionResult;
import com.datafly.signal.dr.events.TopicSetting;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Applies a plan, once. */
final class RetentionApplication {

    private static final int NAMED = 10;

    private final StreamResource resource;
    private final RetentionFreeze freeze;
    private final TopicRetentionPlan plan;
    private final String operation;
    private final List<TopicRetentionChange> open;

    RetentionApplication(StreamResource resource, RetentionFreeze freeze, TopicRetentionPlan plan) {
        this.resource = resource;
        this.freeze = freeze;
        this.plan = plan;
        this.operation = "apply the retention of " + resource.address();
        this.open = plan.changes().stream()
                .filter(change -> change.refusal().isEmpty())
                .toList();
    }

    TopicRetentionResult apply() {
        requireCluster();
        List<TopicRetentionChange> refused = plan.changes().stream()
                .filter(change -> change.refusal().isPresent())
                .toList();
        if (open.isEmpty()) {
            return TopicRetentionResult.of(List.of(), List.of(), refused);
        }
        resource.require(EventCapability.CHANGE_SETTINGS, operation);
        boolean shrinks = open.stream().anyMatch(TopicRetentionChange::shrink);
        Runnable frozen = shrinks ? () -> freeze.requireOff(operation) : () -> {};
        requireConsent();
        frozen.run();
        SettingsChanges settings = new SettingsChanges(resource, operation, frozen);
        List<Topic> topics = topics();
        List<TopicRetentionChange> left = stillAsPlanned(settings, topics);
        requireSameLosses(left, topics);
        Map<String, DrException> failed = settings.change(wanted(left));
        List<TopicRetentionChange> changed = left.stream()
                .filter(change -> !failed.containsKey(change.topic()))
                .toList();
        requireAll(failed, changed);
        List<String> already = open.stream()
                .filter(change -> !left.contains(change))
                .map(TopicRetentionChange::topic)
                .toList();
        return TopicRetentionResult.of(changed, already, refused);
    }

    private void requireCluster() {
        String present = resource.read(operation, EventStreamDriver::clusterId);
        if (!present.equals(plan.clusterId())) {
            throw resource.refusal(
                    ErrorCode.CONFLICT,
                    operation,
                    "the plan was made at the cluster " + plan.clusterId() + ", and this is " + present,
                    "Make a new plan here and look at it.");
        }
    }

    private void requireConsent() {
        List<String> shrinks = named(TopicRetentionChange::shrink);
        if (!shrinks.isEmpty() && !plan.shrinkAllowed()) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "a shorter time deletes events for good, of " + some(shrinks),
                    "Look at the plan's shrinks(), and consent by apply(plan.allowShrink()).");
        }
        requireRead(
                named(change -> !change.unread().isEmpty()), named(change -> change.shrink() && !change.unreadKnown()));
    }

    private void requireRead(List<String> unread, List<String> unknown) {
        if (plan.shrinkOfUnreadAllowed()) {
            return;
        }
        if (!unread.isEmpty()) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "the new time is shorter than the lag of consumer groups, which would lose unread events of "
                            + some(unread),
                    "Let the groups catch up and plan again, or consent by apply(plan.allowShrinkOfUnread()).");
        }
        if (!unknown.isEmpty()) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "a shorter time may delete unread events, for what groups have read could not be found out, of "
                            + some(unknown),
                    "Look at the plan's warnings(): allow this credential to see the groups and plan again, or consent"
                            + " by apply(plan.allowShrinkOfUnread()).");
        }
    }

    private List<String> named(Predicate<TopicRetentionChange> which) {
        return open.stream().filter(which).map(TopicRetentionChange::topic).toList();
    }

    /** Leaves out what is as wanted already, and refuses to go on where a topic is otherwise than the plan found it. */
    private List<TopicRetentionChange> stillAsPlanned(SettingsChanges settings, List<Topic> topics) {
        Answers<String, Map<String, TopicSetting>> now = settings.read(Set.copyOf(named(change -> true)));
        Map<String, Optional<String>> ids = topics.stream().collect(Collectors.toMap(Topic::name, Topic::id));
        List<TopicRetentionChange> left = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (TopicRetentionChange change : open) {
            Optional<String> value = SettingsChanges.value(now, change.topic());
            boolean same = change.topicId().equals(ids.get(change.topic()));
            if (same && value.equals(Optional.of(TopicSettings.millis(change.after())))) {
                continue;
            }
            if (same && value.equals(Optional.of(TopicSettings.millis(change.before())))) {
                left.add(change);
            } else {
                others.add(change.topic());
            }
        }
        if (!others.isEmpty()) {
            throw resource.refusal(
                    ErrorCode.CONFLICT,
                    operation,
                    "changed, removed or made anew since the plan was made: " + some(others),
                    "Make a new plan and look at it.");
        }
        return left;
    }

    private List<Topic> topics() {
        Set<String> names = Set.copyOf(named(change -> true));
        return resource.read(operation, EventStreamDriver::topics).stream()
                .filter(topic -> names.contains(topic.name()))
                .toList();
    }

    /** A group may have fallen behind, or appeared, since the plan was made. */
    private void requireSameLosses(List<TopicRetentionChange> left, List<Topic> topics) {
        Set<String> shrinking = left.stream()
                .filter(TopicRetentionChange::shrink)
                .map(TopicRetentionChange::topic)
                .collect(Collectors.toSet());
        if (shrinking.isEmpty() || plan.shrinkOfUnreadAllowed()) {
            return;
        }
        Losses losses = Losses.ask(resource, PolicyMatch.of(plan.policy(), topics), shrinking);
        requireRead(
                sorted(shrinking, topic -> !losses.unread(topic).isEmpty()),
                sorted(shrinking, topic -> !losses.isKnown(topic)));
    }

    private static List<String> sorted(Set<String> topics, Predicate<String> which) {
        return topics.stream().filter(which).sorted().toList();
    }

    private static Map<String, String> wanted(List<TopicRetentionChange> changes) {
        Map<String, String> wanted = new LinkedHashMap<>();
        changes.forEach(change -> wanted.put(change.topic(), TopicSettings.millis(change.after())));
        return wanted;
    }

    private void requireAll(Map<String, DrException> failed, List<TopicRetentionChange> changed) {
        if (failed.isEmpty()) {
            return;
        }
        DrException first = failed.values().iterator().next();
        boolean unknown = failed.values().stream().anyMatch(failure -> failure.effect() != Effect.NONE);
        DrException all = DrException.create(
                first.code(),
                operation,
                failed.size() + " of " + (failed.size() + changed.size()) + " topics were not changed: "
                        + some(List.copyOf(failed.keySet())) + ": " + first.problem(),
                failure -> failure.resource(resource.address().toString())
                        .effect(unknown ? Effect.UNKNOWN : changed.isEmpty() ? Effect.NONE : Effect.APPLIED)
                        .detail("failed", String.join(", ", failed.keySet()))
                        .detail(
                                "changed",
                                changed.stream()
                                        .map(TopicRetentionChange::topic)
                                        .collect(Collectors.joining(", ")))
                        .hint(first.hint().orElse("Make a new plan: it shows what is left."))
                        .cause(first));
        failed.values().stream().filter(failure -> failure != first).distinct().forEach(all::addSuppressed);
        throw all;
    }

    private static String some(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
    }
}
