package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.platform.ContainerSpec;
import com.datafly.signal.dr.platform.ContainerState;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A pod of an {@link InMemoryPlatform}. Guarded by its monitor. */
final class InMemoryPod {

    /** How long a pod has to end once it was told to. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private final String name;
    private final String uid = UUID.randomUUID().toString();
    private final WorkloadId workload;
    private final InMemoryTemplate template;
    private final int revision;
    private final Instant createdAt;
    private final List<InMemoryContainer> containers;
    private Pod.Phase phase = Pod.Phase.PENDING;
    private @Nullable String node;
    private boolean ready;
    private @Nullable String reason;
    private @Nullable String message;
    private @Nullable Instant deletionDeadline;
    private @Nullable InMemoryPodFate fate;
    private @Nullable ObjectRef keeper;
    private boolean kept = true;

    InMemoryPod(String name, InMemoryWorkload owner, int revision, Instant now) {
        this.name = name;
        this.workload = owner.id();
        this.template = owner.template(revision).with(owner.injected());
        this.revision = revision;
        this.createdAt = now;
        this.containers =
                template.containers().stream().map(InMemoryContainer::new).toList();
    }

    /** Makes one that no workload keeps, but something else or nothing. */
    static InMemoryPod stray(String name, @Nullable ObjectRef keeper, InMemoryWorkload like, Instant now) {
        InMemoryPod pod = new InMemoryPod(name, like, like.update(), now);
        pod.keeper = keeper;
        pod.kept = false;
        return pod;
    }

    String name() {
        return name;
    }

    WorkloadId workload() {
        return workload;
    }

    InMemoryTemplate template() {
        return template;
    }

    int revision() {
        return revision;
    }

    List<InMemoryContainer> containers() {
        return containers;
    }

    /** Returns the name of the first container that does not end before the others. */
    String firstName() {
        return containers.stream()
                .map(InMemoryContainer::spec)
                .filter(spec -> !spec.init())
                .map(ContainerSpec::name)
                .findFirst()
                .orElse("");
    }

    Optional<InMemoryContainer> container(String wanted) {
        return containers.stream()
                .filter(container -> container.spec().name().equals(wanted))
                .findFirst();
    }

    Pod.Phase phase() {
        return phase;
    }

    @Nullable
    String node() {
        return node;
    }

    boolean ready() {
        return ready;
    }

    boolean terminating() {
        return deletionDeadline != null;
    }

    /** Tells whether it has ended by itself. */
    boolean ended() {
        return phase == Pod.Phase.SUCCEEDED || phase == Pod.Phase.FAILED;
    }

    /** Tells whether it counts among its workload's pods. */
    boolean active() {
        return !terminating() && !ended();
    }

    Optional<InMemoryPodFate> fate() {
        return Optional.ofNullable(fate);
    }

    void fate(InMemoryPodFate newFate) {
        fate = newFate;
    }

    void schedule(String newNode) {
        node = newNode;
        reason = null;
        message = null;
    }

    /** Lets it stay without a node; tells whether that is news. */
    boolean refuseNode(String why) {
        boolean news = !"Unschedulable".equals(reason);
        reason = "Unschedulable";
        message = why;
        return news;
    }

    /** Tells it to end by a deadline; tells whether it had not been told. */
    boolean terminate(Instant now) {
        if (terminating()) {
            return false;
        }
        deletionDeadline = now.plus(GRACE);
        return true;
    }

    /** Sets how far it has come, which its containers say; tells whether that is news. */
    boolean settle() {
        List<InMemoryContainer> main = containers.stream()
                .filter(container -> !container.spec().init())
                .toList();
        Pod.Phase before = phase;
        if (main.stream().allMatch(InMemoryContainer::started)) {
            phase = Pod.Phase.RUNNING;
        }
        if (main.stream().allMatch(container -> container.phase() == ContainerState.Phase.TERMINATED)) {
            boolean well = main.stream()
                    .allMatch(container -> container.describe().exitCode().orElse(0) == 0);
            phase = well ? Pod.Phase.SUCCEEDED : Pod.Phase.FAILED;
        }
        boolean all = phase == Pod.Phase.RUNNING && main.stream().allMatch(InMemoryContainer::ready);
        boolean news = ready(all);
        return news || before != phase;
    }

    /** Sets whether it is ready; tells whether that is news. */
    boolean ready(boolean isReady) {
        boolean news = ready != isReady;
        ready = isReady;
        return news;
    }

    Pod describe(String revisionName) {
        return Pod.create(
                name,
                uid,
                phase,
                pod -> pod.workload(kept ? workload : null, kept ? revisionName : null)
                        .keeper(keeper)
                        .node(node)
                        .ready(ready)
                        .reason(reason, message)
                        .life(createdAt, deletionDeadline)
                        .metadata(template.labels(), template.annotations())
                        .containers(containers.stream()
                                .map(InMemoryContainer::describe)
                                .toList())
                        .secrets(template.secrets()));
    }
}
