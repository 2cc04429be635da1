package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A namespace on the heap that runs workloads as Kubernetes does: controllers that replace pods, nodes that die,
 * secrets with owners, budgets, releases, access rules. No container really runs.
 *
 * <p>{@link InMemoryPlatformProvider} opens it by its address {@code memory:NAME} while it is open, and all who do see
 * the same. Things happen in rounds, one for each second that the clock goes on, taken in whenever somebody looks; a
 * test makes them by {@link #step()} and {@link #settle()}, or stops them by {@link #hold()}. In one round a pod is
 * made and given to a node, in the next its containers start, in the next they become ready; a pod that was told to end
 * is gone a round later, unless its node is dead. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryPlatform extends InMemoryPlatformFurniture implements AutoCloseable {

    /** Stands for all verbs, or for all resources, in {@link #deny}. */
    public static final String EVERYTHING = "*";

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final int MOST_ROUNDS = 5_000;
    private static final Map<String, InMemoryPlatform> PLATFORMS = new ConcurrentHashMap<>();

    private final String name;
    private final Clock clock;
    private final InMemoryPlatformState state = new InMemoryPlatformState();
    private final InMemoryRounds rounds = new InMemoryRounds(state);
    private final FaultPlan faults = FaultPlan.create();
    private Instant reached;
    private boolean held;

    private InMemoryPlatform(String name, Clock clock) {
        this.name = requireNonNull(name, "name");
        this.clock = requireNonNull(clock, "clock");
        this.reached = clock.instant();
    }

    /** Makes one with a name of its own, by the machine's clock. */
    public static InMemoryPlatform create() {
        return create("platform-" + UUID.randomUUID(), Clock.systemUTC());
    }

    /**
     * Makes one with the nodes {@code node-1} to {@code node-3} and nothing else.
     *
     * @param clock by which rounds go; if it is a {@link SettableClock}, {@link #step()} lets its time pass
     * @throws IllegalStateException if there is one of that name already
     */
    public static InMemoryPlatform create(String name, Clock clock) {
        InMemoryPlatform platform = new InMemoryPlatform(name, clock);
        IntStream.rangeClosed(1, 3).forEach(number -> platform.node("node-" + number));
        if (PLATFORMS.putIfAbsent(name, platform) != null) {
            throw new IllegalStateException("there is a platform '" + name + "' already; close it first");
        }
        return platform;
    }

    /** Returns the address that opens it. */
    public String address() {
        return InMemoryPlatformProvider.SCHEME + ":" + name;
    }

    /** Opens it without a token. The caller closes the driver. */
    public PlatformDriver driver() {
        return new InMemoryPlatformDriver(name, null);
    }

    /** Returns what goes wrong, by the names of the driver's methods, and how often they were called. */
    public FaultPlan faults() {
        return faults;
    }

    /** Returns the clock by which everything happens here. */
    public Clock clock() {
        return clock;
    }

    /** Lets one round go by, and a second with it if the clock can be set. */
    public synchronized InMemoryPlatform step() {
        round();
        return this;
    }

    /** Lets rounds go by until nothing changes any more but restarts of what crashes. */
    public synchronized InMemoryPlatform settle() {
        for (int i = 0; i < MOST_ROUNDS; i++) {
            if (!round() && !rounds.isWaiting()) {
                return this;
            }
        }
        throw new IllegalStateException("platform '" + name + "' does not come to rest");
    }

    private boolean round() {
        if (clock instanceof SettableClock settable) {
            settable.advance(ROUND);
        }
        reached = clock.instant();
        return rounds.next(reached);
    }

    /** Lets nothing happen however much time passes, until {@link #resume()}; steps still do what they do. */
    public synchronized InMemoryPlatform hold() {
        catchUp();
        held = true;
        return this;
    }

    /** Ends what {@link #hold()} began. */
    public synchronized InMemoryPlatform resume() {
        held = false;
        reached = clock.instant();
        return this;
    }

    @Override
    void catchUp() {
        Instant now = clock.instant();
        for (int i = 0; !held && i < MOST_ROUNDS && !reached.plus(ROUND).isAfter(now); i++) {
            reached = reached.plus(ROUND);
            rounds.next(reached);
        }
        if (!reached.plus(ROUND).isAfter(now)) {
            reached = now;
        }
    }

    /** Adds a Deployment of that name; see {@link #add}. */
    public InMemoryPlatform deployment(String workload, Consumer<InMemoryWorkload> more) {
        return add(WorkloadId.deployment(workload), more);
    }

    /** Adds a workload. Its pods come with the rounds. */
    public synchronized InMemoryPlatform add(WorkloadId id, Consumer<InMemoryWorkload> more) {
        InMemoryWorkload workload = new InMemoryWorkload(id);
        more.accept(workload);
        workload.accept(state.nextVersion());
        if (state.workloads().putIfAbsent(id, workload) != null) {
            throw new IllegalStateException("there is a " + id + " already");
        }
        return this;
    }

    /** Adds a workload as it is described: its specification alone, and the desired number of its pods. */
    public InMemoryPlatform add(Workload wanted) {
        return add(wanted.id(), workload -> workload.like(wanted));
    }

    /**
     * Adds a pod that no workload keeps. It is not made again when it ends.
     *
     * @param keeper what keeps it, of a kind that is not known here; null if nobody does
     * @param more describes it as if it were of a workload of its name
     * @throws IllegalStateException if there is a pod of that name
     */
    public synchronized InMemoryPlatform pod(String pod, @Nullable ObjectRef keeper, Consumer<InMemoryWorkload> more) {
        catchUp();
        InMemoryWorkload like = new InMemoryWorkload(WorkloadId.deployment("pod " + pod), pod);
        more.accept(like);
        like.accept(state.nextVersion());
        InMemoryPod made = InMemoryPod.stray(pod, keeper, like, clock.instant());
        if (state.pods().putIfAbsent(pod, made) != null) {
            throw new IllegalStateException("there is a pod/" + pod + " already");
        }
        return this;
    }

    /** Changes a workload, as somebody else does: its version changes in any case, its generation as far as needed. */
    public synchronized InMemoryPlatform change(WorkloadId id, Consumer<InMemoryWorkload> change) {
        InMemoryWorkload workload = state.workload(id, "change " + id);
        change.accept(workload);
        workload.accept(state.nextVersion());
        return this;
    }

    /** Removes a workload and its pods. */
    public synchronized InMemoryPlatform remove(WorkloadId id) {
        state.workloads().remove(id);
        state.pods().values().removeIf(pod -> pod.workload().equals(id));
        return this;
    }

    /** Removes a workload and leaves its pods to nobody. */
    public synchronized InMemoryPlatform orphan(WorkloadId id) {
        state.workloads().remove(id);
        return this;
    }

    /** Lets a CronJob run now: makes a Job of its template, and returns what that is called. */
    public synchronized WorkloadId runCronJob(String cronJob) {
        Workload template = state.workload(new WorkloadId(WorkloadKind.CRON_JOB, cronJob), "run " + cronJob)
                .describe();
        WorkloadId job = new WorkloadId(WorkloadKind.JOB, cronJob + "-" + state.nextSuffix());
        add(job, workload -> workload.like(template).replicas(1));
        return job;
    }

    /** Returns a workload as it is now, whoever may see it. */
    public synchronized Workload workload(WorkloadId id) {
        catchUp();
        return state.workload(id, "look at " + id).describe();
    }

    /** Returns the pods of a workload as they are now, whoever may see them. */
    public synchronized List<Pod> pods(WorkloadId id) {
        catchUp();
        return state.podsOf(id).stream().map(rounds::describe).toList();
    }

    /** Sets what becomes of the containers of an image. */
    public synchronized InMemoryPlatform image(String image, InMemoryPodFate fate) {
        state.images().put(image, fate);
        return this;
    }

    /** Lets the name of an image stand for another content, of this digest in hexadecimal, in containers to come. */
    public synchronized InMemoryPlatform push(String image, String digest) {
        state.digests().put(image, digest);
        return this;
    }

    /** Lets an image be without the tools to look at what a container holds. */
    public synchronized InMemoryPlatform withoutTools(String image) {
        state.withoutTools().add(image);
        return this;
    }

    /** Sets what becomes of one pod from now on. */
    public synchronized InMemoryPlatform fate(String pod, InMemoryPodFate fate) {
        state.pod(pod, "change pod/" + pod).fate(fate);
        return this;
    }

    /** Ends a container of a pod, once, as for want of memory; it starts again when its time has come. */
    public synchronized InMemoryPlatform crash(String pod, String container, String reason, int exitCode) {
        rounds.crash(pod, container, reason, exitCode, clock.instant());
        return this;
    }

    /** Tells a pod to end, as somebody else does. */
    public synchronized InMemoryPlatform deletePod(String pod) {
        state.pod(pod, "remove pod/" + pod).terminate(clock.instant());
        return this;
    }

    /** Forgets a pod whatever its node says. */
    public synchronized InMemoryPlatform forceDeletePod(String pod) {
        state.pods().remove(pod);
        return this;
    }

    /** Writes lines to a container's log. */
    public synchronized InMemoryPlatform log(String pod, String container, String... lines) {
        rounds.log(pod, container, List.of(lines), clock.instant());
        return this;
    }

    /** Notes a warning. */
    public synchronized InMemoryPlatform warn(String object, String reason, String message) {
        state.warn(clock.instant(), object, reason, message);
        return this;
    }

    /** Lets nobody reach it. What runs there goes on. */
    public synchronized InMemoryPlatform kill() {
        state.dead(true);
        return this;
    }

    /** Lets everybody reach it again. */
    public synchronized InMemoryPlatform revive() {
        state.dead(false);
        return this;
    }

    /** Lets there be no such namespace: whoever lists something of it finds nothing. */
    public synchronized InMemoryPlatform withoutNamespace() {
        state.namespace(false);
        state.workloads().clear();
        state.pods().clear();
        return this;
    }

    /** Ends the platform: whoever has its address finds nobody there. */
    @Override
    public void close() {
        PLATFORMS.remove(name, this);
    }

    static Optional<InMemoryPlatform> find(String name) {
        return Optional.ofNullable(PLATFORMS.get(name));
    }

    String name() {
        return name;
    }

    @Override
    InMemoryPlatform platform() {
        return this;
    }

    @Override
    InMemoryPlatformState state() {
        return state;
    }

    @Override
    InMemoryRounds rounds() {
        return rounds;
    }
}
