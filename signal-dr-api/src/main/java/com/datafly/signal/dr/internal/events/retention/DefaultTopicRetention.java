package com.datafly.signal.dr.internal.events.retention;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.events.TopicRetention;
import com.datafly.signal.dr.events.TopicRetentionPlan;
import com.datafly.signal.dr.events.TopicRetentionPolicy;
import com.datafly.signal.dr.events.TopicRetentionResult;
import com.datafly.signal.dr.internal.StreamResource;
import java.util.Optional;

/** Retention of the topics of one cluster, by its driver. */
public final class DefaultTopicRetention implements TopicRetention {

    private final StreamResource resource;
    private final RetentionFreeze freeze;

    /** Looks after the topics of a cluster. */
    public DefaultTopicRetention(StreamResource resource) {
        this.resource = resource;
        this.freeze = new RetentionFreeze(resource);
    }

    @Override
    public TopicRetentionPlan plan(TopicRetentionPolicy policy) {
        return new RetentionPlanner(resource, requireNonNull(policy, "policy")).plan(freeze.reported());
    }

    @Override
    public TopicRetentionResult apply(TopicRetentionPlan plan) {
        return new RetentionApplication(resource, freeze, requireNonNull(plan, "plan")).apply();
    }

    @Override
    public void freeze(String reason) {
        freeze.on(reason);
    }

    @Override
    public void unfreeze() {
        freeze.off();
    }

    @Override
    public Optional<String> frozen() {
        return freeze.reason();
    }
}
