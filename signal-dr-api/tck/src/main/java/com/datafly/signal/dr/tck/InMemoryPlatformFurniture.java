package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.LabelSelector;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.StoredRelease;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an {@link InMemoryPlatform} has besides workloads: nodes, budgets, secrets, releases, access rules. */
abstract class InMemoryPlatformFurniture {

    /** Returns itself. */
    abstract InMemoryPlatform platform();

    /** What it holds, for whoever has its monitor. */
    abstract InMemoryPlatformState state();

    /** What happens in it, for whoever has its monitor. */
    abstract InMemoryRounds rounds();

    /** Makes the rounds for which the clock has gone on. */
    abstract void catchUp();

    /** Adds a node. */
    public synchronized InMemoryPlatform node(String node) {
        state().nodes().put(node, new InMemoryNode(node));
        return platform();
    }

    /**
     * Lets a node do nothing any more. The platform notices it in the next round; after a while it tells the node's
     * pods to end, and they never do.
     */
    public synchronized InMemoryPlatform killNode(String node) {
        state().node(node, "kill " + node).alive(false);
        return platform();
    }

    /** Lets a node live again, whose pods that were told to end then do. */
    public synchronized InMemoryPlatform reviveNode(String node) {
        state().node(node, "revive " + node).alive(true);
        return platform();
    }

    /** Removes a node, and with it the pods that it had. */
    public synchronized InMemoryPlatform removeNode(String node) {
        state().nodes().remove(node);
        return platform();
    }

    /** Sets whether a node is given new pods. */
    public synchronized InMemoryPlatform schedulable(String node, boolean isSchedulable) {
        state().node(node, "change " + node).schedulable(isSchedulable);
        return platform();
    }

    /** Sets what a node is short of. */
    public synchronized InMemoryPlatform pressures(String node, Set<String> pressures) {
        state().node(node, "change " + node).pressures(pressures);
        return platform();
    }

    /** Sets how long pods are left on a node that says nothing; 5 minutes unless told. */
    public synchronized InMemoryPlatform nodeTolerance(Duration tolerance) {
        rounds().tolerance(tolerance);
        return platform();
    }

    /** Adds a budget for pods of such labels, by one of the two amounts, each a number or a percentage. */
    public synchronized InMemoryPlatform budget(
            String budget, LabelSelector pods, @Nullable String minAvailable, @Nullable String maxUnavailable) {
        state().budgets().put(budget, new InMemoryBudget(budget, pods, minAvailable, maxUnavailable));
        return platform();
    }

    /** Removes a budget. */
    public synchronized InMemoryPlatform removeBudget(String budget) {
        state().budgets().remove(budget);
        return platform();
    }

    /** Adds a secret of these values, which nobody else writes. */
    public InMemoryPlatform secret(String secret, Map<String, String> values) {
        Map<String, Secret> content = new TreeMap<>();
        values.forEach((key, value) -> content.put(key, Secret.of(value)));
        return secret(PlatformSecret.create(secret, "", more -> more.values(content)));
    }

    /** Adds a secret with all that it tells but its version. Its owners know its values and write them again. */
    public synchronized InMemoryPlatform secret(PlatformSecret content) {
        state().secrets().create(content, content.owners()).close();
        content.close();
        return platform();
    }

    /** Sets a value of a secret, as somebody else does. */
    public synchronized InMemoryPlatform put(String secret, String key, String value) {
        state().secrets().put(secret, key, value);
        return platform();
    }

    /** Removes a secret, as somebody else does. */
    public synchronized InMemoryPlatform removeSecret(String secret) {
        state().secrets().remove(secret);
        return platform();
    }

    /** Returns the value of a secret's key as it is now. */
    public synchronized Optional<String> value(String secret, String key) {
        catchUp();
        return state().secrets().values(secret).map(values -> values.get(key));
    }

    /** Sets what a secret's owners write when they do so next. */
    public synchronized InMemoryPlatform upstream(String secret, String key, String value) {
        state().secrets().upstream(secret, key, value);
        return platform();
    }

    /**
     * Lets a secret's owners write their values, as an upgrade or a sync does.
     *
     * @throws com.datafly.signal.dr.DrException with {@code CONFLICT} if Helm 4 owns it and somebody else changed it
     */
    public synchronized InMemoryPlatform deploy(String secret) {
        state().secrets().deploy(secret);
        return platform();
    }

    /** Sets after how long owners that do so by themselves write their values over ours; a minute unless told. */
    public synchronized InMemoryPlatform ownersInterval(Duration interval) {
        rounds().ownersInterval(interval);
        return platform();
    }

    /** Keeps a revision of a release, with its content if it has one, and the owner of that closed. */
    public synchronized InMemoryPlatform release(StoredRelease release) {
        state().releases().put(release);
        release.close();
        return platform();
    }

    /** Lets a chart be deployed by its name; one of that name that was there is there no more. */
    public synchronized InMemoryPlatform chart(InMemoryChart chart) {
        state().releases().chart(chart);
        return platform();
    }

    /** Lets the content of a revision be unreadable. */
    public synchronized InMemoryPlatform damageRelease(String release, int revision) {
        state().releases().damage(release, revision);
        return platform();
    }

    /** Lets an object be there, as JSON. */
    public synchronized InMemoryPlatform object(ObjectRef object, String json) {
        state().objects().put(object, json);
        return platform();
    }

    /** Takes away a permission, as {@code deny("patch", "deployments")}, also {@code "pods/log"}. */
    public synchronized InMemoryPlatform deny(String verb, String resource) {
        state().permissions().deny(verb, resource);
        return platform();
    }

    /** Gives back what {@link #deny} took. */
    public synchronized InMemoryPlatform permit(String verb, String resource) {
        state().permissions().permit(verb, resource);
        return platform();
    }

    /** Lets in only who has this secret, under the name {@code token}. */
    public synchronized InMemoryPlatform token(Secret secret) {
        state().permissions().token(secret.use(String::new));
        return platform();
    }
}
