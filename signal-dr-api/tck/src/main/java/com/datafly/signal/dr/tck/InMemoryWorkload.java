package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.platform.ContainerSpec;
import com.datafly.signal.dr.platform.LabelSelector;
import com.datafly.signal.dr.platform.ReplicaCounts;
import com.datafly.signal.dr.platform.RolloutState;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A workload of an {@link InMemoryPlatform}, as a test describes it there. By default it has one pod of one container
 * {@code app} of the image {@code NAME:1}, labelled {@code app=NAME}, and is rolled out a few pods at a time.
 *
 * <p>Not thread-safe: used only within {@link InMemoryPlatform#add} and {@link InMemoryPlatform#change}.
 *
 * @since 0.1
 */
public final class InMemoryWorkload {

    private static final ReplicaCounts NO_PODS = new ReplicaCounts(0, 0, 0, 0, 0);

    private final WorkloadId id;
    private final String app;
    private final List<ContainerSpec> containers = new ArrayList<>();
    private final List<SecretUse> secrets = new ArrayList<>();
    private final List<SecretUse> injected = new ArrayList<>();
    private final Map<String, String> labels = new TreeMap<>();
    private final Map<String, String> annotations = new TreeMap<>();
    private final Map<String, String> templateLabels = new TreeMap<>();
    private final Map<String, String> templateAnnotations = new TreeMap<>();
    private final List<InMemoryTemplate> revisions = new ArrayList<>();
    private LabelSelector selector;
    private RolloutState.Strategy strategy;
    private int replicas = 1;
    private boolean paused;
    private int partition;
    private int firstOrdinal;
    private Duration deadline = Duration.ofMinutes(10);
    private Predicate<Map<String, String>> healthy = environment -> true;
    private InMemoryPodFate fate = InMemoryPodFate.RUNS;

    private boolean edited;
    private boolean adopted;
    private long generation = 1;
    private long observed;
    private String version = "";
    private ReplicaCounts counts = NO_PODS;
    private int current;
    private int update;
    private boolean complete;
    private @Nullable String failure;
    private Instant progressed = Instant.MIN;

    InMemoryWorkload(WorkloadId id) {
        this(id, id.name());
    }

    InMemoryWorkload(WorkloadId id, String app) {
        this.id = requireNonNull(id, "id");
        this.app = app;
        this.selector = LabelSelector.of(Map.of("app", app));
        this.strategy = id.kind().rollsOut() ? RolloutState.Strategy.ROLLING : RolloutState.Strategy.NONE;
        labels.put("app", app);
        templateLabels.put("app", app);
    }

    /** Sets how many pods there should be; of a DaemonSet it counts for nothing. */
    public InMemoryWorkload replicas(int count) {
        this.replicas = count;
        return edit();
    }

    /** Adds a container, or gives one of that name another image. */
    public InMemoryWorkload container(String name, String image) {
        return container(new ContainerSpec(name, image, false));
    }

    /** Adds a container that runs, and ends, before the others. */
    public InMemoryWorkload initContainer(String name, String image) {
        return container(new ContainerSpec(name, image, true));
    }

    private InMemoryWorkload container(ContainerSpec spec) {
        containers.replaceAll(one -> one.name().equals(spec.name()) ? spec : one);
        if (!containers.contains(spec)) {
            containers.add(spec);
        }
        return edit();
    }

    /** Gives a key of a secret to the container {@code app} as a variable. */
    public InMemoryWorkload variable(String secret, String key, String variable) {
        return uses(
                new SecretUse(secret, SecretUse.Kind.VARIABLE, "app", Optional.of(key), Optional.of(variable), false));
    }

    /** Gives all keys of a secret to the container {@code app} as variables of their names. */
    public InMemoryWorkload variables(String secret) {
        return uses(
                new SecretUse(secret, SecretUse.Kind.ALL_VARIABLES, "app", Optional.empty(), Optional.empty(), false));
    }

    /** Gives all keys of a secret to the container {@code app} as files of a folder. */
    public InMemoryWorkload files(String secret, String folder) {
        return uses(new SecretUse(secret, SecretUse.Kind.FILES, "app", Optional.empty(), Optional.of(folder), false));
    }

    /** Lets its pods know a secret. */
    public InMemoryWorkload uses(SecretUse use) {
        secrets.add(use);
        return edit();
    }

    /** Lets pods to come know a secret that its template says nothing of, as an admission webhook does. */
    public InMemoryWorkload injects(SecretUse use) {
        injected.add(use);
        return this;
    }

    List<SecretUse> injected() {
        return injected;
    }

    /** Sets a label of its own, which its pods do not get. */
    public InMemoryWorkload label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    /** Sets an annotation of its own, which its pods do not get. */
    public InMemoryWorkload annotation(String name, String value) {
        annotations.put(name, value);
        return this;
    }

    /** Sets a label that its pods get. */
    public InMemoryWorkload podLabel(String name, String value) {
        templateLabels.put(name, value);
        return edit();
    }

    /** Sets an annotation that its pods get. */
    public InMemoryWorkload podAnnotation(String name, String value) {
        templateAnnotations.put(name, value);
        return edit();
    }

    /** Sets how its pods are replaced. */
    public InMemoryWorkload strategy(RolloutState.Strategy strategy) {
        this.strategy = requireNonNull(strategy, "strategy");
        return edit();
    }

    /** Sets whether a change of its template waits. */
    public InMemoryWorkload paused(boolean isPaused) {
        this.paused = isPaused;
        return edit();
    }

    /** Sets from which ordinal on pods of a StatefulSet are replaced. */
    public InMemoryWorkload partition(int ordinal) {
        this.partition = ordinal;
        return edit();
    }

    /** Sets the lowest ordinal of a StatefulSet's pods; 0 unless told. */
    public InMemoryWorkload firstOrdinal(int ordinal) {
        this.firstOrdinal = ordinal;
        return edit();
    }

    /** Sets how long the controller waits for progress before it gives up; 10 minutes unless told. */
    public InMemoryWorkload progressDeadline(Duration deadline) {
        this.deadline = requireNonNull(deadline, "deadline");
        return edit();
    }

    /**
     * Lets the first container crash if its variables are not what this accepts, as software does that cannot connect.
     */
    public InMemoryWorkload healthyIf(Predicate<Map<String, String>> environment) {
        this.healthy = requireNonNull(environment, "environment");
        return this;
    }

    /** Sets what becomes of its pods, those that are there included. */
    public InMemoryWorkload fate(InMemoryPodFate fate) {
        this.fate = requireNonNull(fate, "fate");
        return this;
    }

    /** Takes over what a description wants. */
    InMemoryWorkload like(Workload wanted) {
        RolloutState rollout = wanted.rollout();
        strategy = rollout.strategy();
        replicas = rollout.counts().desired();
        paused = rollout.paused();
        partition = rollout.partition().orElse(0);
        firstOrdinal = wanted.firstOrdinal();
        selector = wanted.selector();
        labels.putAll(wanted.labels());
        annotations.putAll(wanted.annotations());
        templateLabels.putAll(wanted.templateLabels());
        templateAnnotations.putAll(wanted.templateAnnotations());
        containers.addAll(wanted.containers());
        secrets.addAll(wanted.secrets());
        return edit();
    }

    private InMemoryWorkload edit() {
        edited = true;
        return this;
    }

    WorkloadId id() {
        return id;
    }

    WorkloadKind kind() {
        return id.kind();
    }

    String version() {
        return version;
    }

    RolloutState.Strategy strategy() {
        return strategy;
    }

    int replicas() {
        return replicas;
    }

    boolean paused() {
        return paused;
    }

    int partition() {
        return partition;
    }

    int firstOrdinal() {
        return firstOrdinal;
    }

    Predicate<Map<String, String>> healthy() {
        return healthy;
    }

    InMemoryPodFate fate() {
        return fate;
    }

    /** Takes the description as the newest specification, if anything of it was changed. */
    void accept(String newVersion) {
        if (containers.isEmpty()) {
            containers.add(new ContainerSpec("app", app + ":1", false));
        }
        if (edited && !version.isEmpty()) {
            generation++;
        }
        edited = false;
        version = newVersion;
        adopted |= !paused;
        if (revisions.isEmpty() || !paused) {
            InMemoryTemplate template = template();
            if (!revisions.contains(template)) {
                revisions.add(template);
            }
            update = revisions.indexOf(template);
        }
    }

    boolean hasAnnotations(Map<String, String> wanted) {
        return templateAnnotations.entrySet().containsAll(wanted.entrySet());
    }

    /** Adds annotations to the template. */
    void annotate(Map<String, String> more, String newVersion) {
        templateAnnotations.putAll(more);
        edited = true;
        accept(newVersion);
    }

    private InMemoryTemplate template() {
        return new InMemoryTemplate(templateLabels, templateAnnotations, containers, secrets);
    }

    /** A paused one never got pods. */
    boolean wasAdopted() {
        return adopted;
    }

    /** Tells whether its template was changed while it was paused. */
    boolean hasWaitingChange() {
        return !revisions.get(update).equals(template());
    }

    int update() {
        return update;
    }

    int current() {
        return current;
    }

    InMemoryTemplate template(int revision) {
        return revisions.get(revision);
    }

    String revisionName(int revision) {
        return id.name() + "-" + (revision + 1);
    }

    /** Lets the controller see the newest specification; tells whether it had not. */
    boolean observe(Instant now) {
        if (observed == generation) {
            return false;
        }
        observed = generation;
        failure = null;
        complete = false;
        progressed = now;
        return true;
    }

    /** Takes what the controller counted; tells whether it differs from what it counted before. */
    boolean count(ReplicaCounts newest, Instant now) {
        if (counts.equals(newest)) {
            return false;
        }
        counts = newest;
        progressed = now;
        return true;
    }

    /** Takes the newest revision for the one that all pods have. */
    boolean complete() {
        boolean news = current != update;
        current = update;
        return news;
    }

    /** Gives up a rollout that has made no progress for too long; tells whether that is news. */
    boolean giveUp(boolean done, Instant now) {
        complete |= done;
        if (complete || paused || failure != null || now.isBefore(progressed.plus(deadline))) {
            return false;
        }
        return fail("ProgressDeadlineExceeded: " + id + " has made no progress for " + deadline.toSeconds() + " s");
    }

    /** Gives it up; tells whether that is news. */
    boolean fail(String why) {
        boolean news = !why.equals(failure);
        failure = why;
        return news;
    }

    void version(String newest) {
        version = newest;
    }

    Workload describe() {
        boolean ordered = kind() == WorkloadKind.STATEFUL_SET;
        boolean told = ordered || kind() == WorkloadKind.DEPLOYMENT;
        RolloutState rollout = RolloutState.create(
                strategy,
                counts,
                state -> state.generations(generation, observed)
                        .paused(paused)
                        .partition(ordered && partition > 0 ? partition : -1)
                        .revisions(ordered ? revisionName(current) : null, told ? revisionName(update) : null)
                        .failure(failure));
        return Workload.create(
                id,
                version,
                rollout,
                workload -> workload.selector(selector)
                        .metadata(labels, annotations)
                        .template(templateLabels, templateAnnotations)
                        .firstOrdinal(firstOrdinal)
                        .containers(containers)
                        .secrets(secrets));
    }
}
