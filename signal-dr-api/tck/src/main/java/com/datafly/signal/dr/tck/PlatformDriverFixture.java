package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.ContainerSpec;
import com.datafly.signal.dr.platform.LabelSelector;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.ReplicaCounts;
import com.datafly.signal.dr.platform.RolloutState;
import com.datafly.signal.dr.platform.RolloutState.Strategy;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens and closes the drivers of {@link PlatformDriverContract}, and says its steps in few words. */
abstract class PlatformDriverFixture {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private PlatformHarness harness;
    private PlatformDriver driver;

    /** Returns the namespace to test with; the same one may serve all tests of a class. */
    protected abstract PlatformHarness harness();

    @BeforeEach
    final void open() {
        harness = harness();
        driver = another();
    }

    @AfterEach
    final void closeAndSearch() throws Exception {
        if (harness.hooks().contains(PlatformHarness.Hook.FAULTS)) {
            harness.faults().clear();
        }
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        harness.searchForSecrets();
        harness.secrets().assertNotLeaked();
    }

    final PlatformHarness here() {
        return harness;
    }

    final PlatformDriver driver() {
        return driver;
    }

    final PlatformDriver another() {
        return closedLater(harness.newDriver());
    }

    final <T extends AutoCloseable> T closedLater(T other) {
        opened.add(other);
        return other;
    }

    /** Returns a name that no other test uses. */
    static String freshName() {
        return "tck-" + OperationKey.random().value().substring(3, 20).replace("-", "");
    }

    /** Tells whether the harness can do something, having asserted that it says so if it cannot. */
    final boolean has(PlatformHarness.Hook hook, ThrowingCallable use) {
        if (harness.hooks().contains(hook)) {
            return true;
        }
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(use);
        return false;
    }

    final WorkloadId newWorkload(WorkloadKind kind, int replicas) {
        return newWorkload(kind, replicas, workload -> {});
    }

    /** Makes a workload of one container {@code app}, and waits for its pods if it keeps any running. */
    final WorkloadId newWorkload(WorkloadKind kind, int replicas, Consumer<Workload.Builder> more) {
        WorkloadId id = new WorkloadId(kind, freshName());
        make(id, rolling(kind, replicas), more);
        if (kind.rollsOut()) {
            awaitRollout(id);
        }
        return id;
    }

    static RolloutState rolling(WorkloadKind kind, int replicas) {
        return RolloutState.create(
                kind.rollsOut() ? Strategy.ROLLING : Strategy.NONE,
                new ReplicaCounts(replicas, 0, 0, 0, 0),
                state -> {});
    }

    final void make(WorkloadId id, RolloutState rollout, Consumer<Workload.Builder> more) {
        harness.create(Workload.create(id, "", rollout, workload -> {
            workload.selector(LabelSelector.of(labels(id)))
                    .metadata(labels(id), Map.of())
                    .template(labels(id), Map.of())
                    .containers(List.of(container("app")));
            more.accept(workload);
        }));
        harness.roll(id);
    }

    final ContainerSpec container(String name) {
        return new ContainerSpec(name, harness.image(), false);
    }

    static Map<String, String> labels(WorkloadId id) {
        return Map.of("app", id.name());
    }

    final Workload look(WorkloadId id) {
        return driver.workload(id).orElseThrow();
    }

    final List<Pod> pods(WorkloadId id) {
        return driver.pods(labels(id));
    }

    final Pod firstPod(WorkloadId id) {
        return pods(id).get(0);
    }

    final List<String> uids(WorkloadId id) {
        return pods(id).stream().map(Pod::uid).toList();
    }

    /** Waits until a workload has the pods that it wants, of its newest template, and no others. */
    final void awaitRollout(WorkloadId id) {
        await(() -> {
            RolloutState rollout = look(id).rollout();
            ReplicaCounts counts = rollout.counts();
            List<Pod> pods = pods(id);
            return rollout.observedGeneration() >= rollout.generation()
                    && counts.desired() > 0
                    && counts.updated() >= counts.desired()
                    && counts.available() >= counts.desired()
                    && pods.size() == counts.desired()
                    && pods.stream()
                            .allMatch(
                                    pod -> pod.ready() && pod.deletionDeadline().isEmpty());
        });
    }

    /** Annotates a template from the state that it has now, again if that changes meanwhile. */
    final Workload annotate(WorkloadId id, Map<String, String> annotations) {
        return await(() -> {
            try {
                return Optional.of(driver.annotateTemplate(id, look(id).version(), annotations));
            } catch (DrException e) {
                assertThat(e.code()).as(e::toString).isEqualTo(ErrorCode.CONFLICT);
                return Optional.empty();
            }
        });
    }

    final void await(BooleanSupplier condition) {
        await(() -> Optional.of(true).filter(yes -> condition.getAsBoolean()));
    }

    /** Waits for something to appear. */
    final <T> T await(Supplier<Optional<T>> look) {
        long start = harness.time().nanoTime();
        Optional<T> seen = look.get();
        while (seen.isEmpty()) {
            Duration waited = Duration.ofNanos(harness.time().nanoTime() - start);
            assertThat(waited).as("time waited").isLessThan(harness.patience());
            pause();
            seen = look.get();
        }
        return seen.get();
    }

    private void pause() {
        try {
            harness.time().sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Returns what has to be there. */
    static <T> T there(@Nullable T answer) {
        if (answer == null) {
            throw new AssertionError("there is no answer");
        }
        return answer;
    }

    /** Runs what has to be refused without an effect, and searches the refusal for secrets. */
    final DrException refused(ErrorCode code, ThrowingCallable action) {
        DrException failure = failure(action);
        assertThat(failure.code()).as(failure::toString).isEqualTo(code);
        assertThat(failure.effect()).as(failure::toString).isEqualTo(Effect.NONE);
        return failure;
    }

    /** Runs what has to fail, and searches the failure for secrets. */
    final DrException failure(ThrowingCallable action) {
        DrException failure = there(catchThrowableOfType(DrException.class, action));
        harness.secrets().search("a failure", failure);
        return failure;
    }
}
