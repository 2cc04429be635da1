package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.platform.ObjectRef;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One namespace and all that {@link PlatformDriverContract} needs around it. The same one may serve all tests of a
 * class: they use workloads, secrets and releases of their own and leave the namespace usable.
 *
 * <p>What cannot be done to a platform is not in {@link #hooks()}, and its method throws
 * {@link UnsupportedOperationException}; the contract asserts that rather than skip a test silently.
 *
 * @since 0.1
 */
public interface PlatformHarness {

    /**
     * What a harness may be able to do to a platform. More may be added.
     *
     * @since 0.1
     */
    enum Hook {
        /** {@link #create}: the pods of a StatefulSet can be numbered from elsewhere than 0. */
        FIRST_ORDINALS,
        /** {@link #faults()}: requests and answers can be lost, delayed or refused. */
        FAULTS,
        /** {@link #unreachableDriver()}: there is a platform that does not answer. */
        UNREACHABLE,
        /** {@link #strangerDriver()}: credentials can be wrong. */
        STRANGER,
        /** {@link #forbiddenDriver()}: there are credentials without permissions. */
        FORBIDDEN,
        /** {@link #addBudget}: pods can be guarded. */
        BUDGETS,
        /** {@link #warn}: warnings can be made. */
        WARNINGS,
        /** {@link #writeLog}: what a container writes can be chosen. */
        LOGS,
        /** {@link #storeRelease} and {@link #damageRelease}: releases can be kept. */
        RELEASES,
        /** {@link #putObject}: any object can be made. */
        OBJECTS,
        /** {@link #putPod}: pods can be made that no workload keeps. */
        PODS,
        /** {@link #failJob}: Jobs can fail. */
        FAILED_JOBS
    }

    /** Opens another driver for the namespace, as another process would. The contract closes it. */
    PlatformDriver newDriver();

    /** Returns the recorder of the secrets that the drivers were given. */
    SecretRecorder secrets();

    /**
     * Makes a workload as it is described: kind and name, strategy, pause, partition and first ordinal, the desired
     * number of pods, selector, labels, annotations, template. What else it tells is ignored.
     */
    void create(Workload wanted);

    /**
     * Lets the pods of a workload be those that its newest specification wants, all of them ready unless it is paused.
     * Where controllers do so by themselves, nothing has to be done: the contract waits.
     */
    default void roll(WorkloadId workload) {}

    /** Returns an image that runs until it is ended, with what a driver needs to look at what a container holds. */
    default String image() {
        return "registry.example/tck:1";
    }

    /** Returns how many pods are more than a page of a list; 1 if that cannot be had. */
    default int manyPods() {
        return 1;
    }

    /** Searches what the driver wrote, besides its results and failures, for secrets: files, logs. */
    default void searchForSecrets() {}

    /** Returns by what the contract waits; real time unless told. */
    default TimeSource time() {
        return TimeSource.system();
    }

    /** Returns how long the contract waits for a change to show; 2 minutes unless told. */
    default Duration patience() {
        return Duration.ofMinutes(2);
    }

    /** Returns what of the following can be done; nothing unless told. */
    default Set<Hook> hooks() {
        return Set.of();
    }

    /** Returns what goes wrong, by the names of the driver's methods. */
    default FaultPlan faults() {
        throw new UnsupportedOperationException("there are no faults to plan");
    }

    /** Opens a driver for a platform that does not answer. Each call gives up within {@link #patience()}. */
    default PlatformDriver unreachableDriver() {
        throw new UnsupportedOperationException("there is no such platform");
    }

    /** Opens a driver for the namespace whose credentials are wrong. */
    default PlatformDriver strangerDriver() {
        throw new UnsupportedOperationException("there are no wrong credentials");
    }

    /** Opens a driver for the namespace whose credentials are good but lack every permission. */
    default PlatformDriver forbiddenDriver() {
        throw new UnsupportedOperationException("there are no such credentials");
    }

    /** Guards the pods of these labels, of which so many must stay, and returns once it counts. */
    default void addBudget(String name, Map<String, String> labels, String minAvailable) {
        throw new UnsupportedOperationException(name + " cannot guard " + labels + " by " + minAvailable);
    }

    /** Removes a budget. */
    default void removeBudget(String name) {
        throw new UnsupportedOperationException(name + " cannot be removed");
    }

    /** Lets the platform note a warning about a pod. */
    default void warn(String pod, String reason, String message) {
        throw new UnsupportedOperationException(pod + " cannot be warned of: " + reason + ", " + message);
    }

    /** Lets a container write lines, and returns once they can be read. */
    default void writeLog(String pod, String container, List<String> lines) {
        throw new UnsupportedOperationException(pod + " cannot write " + lines.size() + " lines as " + container);
    }

    /** Keeps a revision of a release: its name, number, status and content. */
    default void storeRelease(StoredRelease release) {
        throw new UnsupportedOperationException(release + " cannot be kept");
    }

    /** Lets the content of a revision be unreadable. */
    default void damageRelease(String name, int revision) {
        throw new UnsupportedOperationException(name + " " + revision + " cannot be damaged");
    }

    /**
     * Makes a ConfigMap from a map of its data.
     *
     * @return what it is called
     */
    default ObjectRef putObject(String name, Map<String, String> data) {
        throw new UnsupportedOperationException(name + " cannot be made of " + data.keySet());
    }

    /**
     * Makes a pod that no workload keeps, of the template, the containers and the secrets that {@code like} describes.
     *
     * @param keeper what keeps it as its controller, an object of {@link #putObject}; empty for nobody
     */
    default void putPod(String name, Optional<ObjectRef> keeper, Workload like) {
        throw new UnsupportedOperationException("pod " + name + " like " + like + " cannot be kept by " + keeper);
    }

    /** Lets a Job fail, which shows in a while. */
    default void failJob(String name) {
        throw new UnsupportedOperationException("job " + name + " cannot fail");
    }
}
