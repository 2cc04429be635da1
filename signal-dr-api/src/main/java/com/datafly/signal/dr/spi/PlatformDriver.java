package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.platform.AccessAnswer;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.DisruptionBudget;
import com.datafly.signal.dr.platform.EvictionAnswer;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.Node;
import com.datafly.signal.dr.platform.PlatformCapabilities;
import com.datafly.signal.dr.platform.PlatformEvent;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.Pod;
import com.datafly.signal.dr.platform.SecretChange;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One namespace of a platform that runs workloads. A driver translates: it asks and changes, does not retry, does not
 * wait for anything to come true, and remembers nothing between calls. The portable layer plans, repeats, waits,
 * measures and proves.
 *
 * <p>Methods throw {@link DrException}. "Not found" and "not permitted" are never folded together; a list is whole or
 * fails. What takes long at the platform has only begun when a method returns. Thread-safe.
 * {@code PlatformDriverContract} in {@code signal-dr-tck} is the executable form of this page.
 *
 * @since 0.1
 */
public interface PlatformDriver extends AutoCloseable {

    /** Returns the name that no other cluster has, as far as the credential in use may know one. */
    String clusterId();

    /** Asks what the credential in use may do. */
    PlatformCapabilities capabilities();

    /**
     * Asks whether the credential in use may do certain things; answers in the same order.
     *
     * @throws DrException with {@code UNSUPPORTED} if the platform cannot tell, which is neither yes nor no
     */
    List<AccessAnswer> access(List<AccessRequest> requests);

    /** Lists all workloads of the namespace. */
    List<Workload> workloads();

    /** Looks at one workload. */
    Optional<Workload> workload(WorkloadId id);

    /** Lists the pods that have all of these labels; all pods for none. */
    List<Pod> pods(Map<String, String> labels);

    /** Lists the machines. */
    List<Node> nodes();

    /** Lists the budgets. */
    List<DisruptionBudget> disruptionBudgets();

    /** Lists what the platform warned of lately. */
    List<PlatformEvent> warnings();

    /**
     * Evicts a pod as far as budgets let it go, with its own grace period.
     *
     * @param dryRun only asks
     */
    EvictionAnswer evict(String pod, boolean dryRun);

    /**
     * Changes annotations of a workload's template and thereby, where it rolls out, begins to replace its pods.
     *
     * @param version the state that the change was decided on
     * @param annotations the new ones; those that are not named stay
     * @return the workload as it is now
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if it is in another state, {@code NOT_FOUND} if
     *     it is not there, {@code FAILED_PRECONDITION} if it is a Job, whose template never changes
     */
    Workload annotateTemplate(WorkloadId id, String version, Map<String, String> annotations);

    /** Reads a secret. The caller closes it. */
    Optional<PlatformSecret> secret(String name);

    /**
     * Makes a secret from {@code content}'s name, type, immutability, labels, annotations and values; its version and
     * owners are ignored.
     *
     * @return the secret as it is now; the caller closes it
     * @throws DrException with {@code ALREADY_EXISTS} and effect {@code NONE} if there is one of that name
     */
    PlatformSecret createSecret(PlatformSecret content);

    /**
     * Changes a secret.
     *
     * @return the secret as it is now; the caller closes it
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if it is in another state,
     *     {@code FAILED_PRECONDITION} if it is immutable, {@code NOT_FOUND} if it is not there
     */
    PlatformSecret changeSecret(SecretChange change);

    /**
     * Removes a secret. One that is not there is no failure.
     *
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if it is in another state than {@code version}
     */
    void deleteSecret(String name, String version);

    /**
     * Asks what a running container holds of a secret by way of {@code use}, which names a variable or a file's path.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no such pod, {@code INVALID_ARGUMENT} if it has no such
     *     container or {@code use} names neither
     */
    HeldValue held(String pod, SecretUse use);

    /**
     * Asks the same for several uses, in as few requests as the platform lets it.
     *
     * @return one answer for each, in the same order
     */
    default List<HeldValue> held(String pod, List<SecretUse> uses) {
        return uses.stream().map(use -> held(pod, use)).toList();
    }

    /**
     * Reads a container's log, all that is asked for or nothing. What a pod without a node would say is not known: it
     * may be an empty log.
     *
     * @throws DrException with {@code NOT_FOUND} if there is no such pod, {@code INVALID_ARGUMENT} if it has no such
     *     container, or several and none is named, {@code FAILED_PRECONDITION} if the container has no such log, having
     *     not started yet or not been started again; {@code QUOTA} if these lines are more bytes than the query allows
     */
    List<String> logs(String pod, LogQuery query);

    /** Returns how releases are kept on this platform; empty if they are not. */
    default Optional<ReleaseDriver> releases() {
        return Optional.empty();
    }

    /** Returns the software's own client, if it is a {@code T}. */
    default <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    /** Releases connections and threads. Other calls fail from then on with {@code FAILED_PRECONDITION}. */
    @Override
    void close();
}
