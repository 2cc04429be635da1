package com.datafly.signal.dr.internal.platform.rollout;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.PlatformResource;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.platform.Workload;
import com.datafly.signal.dr.platform.WorkloadId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Restarts one workload, once for each key. */
public final class Restart {

    /** The annotation of a template, and so of its pods, that names the restart that made it. */
    public static final String RESTARTED_BY = "signal-dr.datafly.com/restarted-by";

    /** The annotation by which {@code kubectl rollout restart} does it. */
    static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

    /** A workload's version changes with its status, so while pods come and go somebody is often faster. */
    private static final int ATTEMPTS = 20;

    private final PlatformResource resource;
    private final OperationKey key;

    Restart(PlatformResource resource, OperationKey key) {
        this.resource = resource;
        this.key = key;
    }

    /** Tells whether a workload's template was restarted under a key. */
    public static boolean isDone(Workload workload, OperationKey key) {
        return key.value().equals(workload.templateAnnotations().get(RESTARTED_BY));
    }

    /** Begins the restart, unless it was begun or the workload is gone. */
    void begin(WorkloadId id) {
        for (int attempt = 1; ; attempt++) {
            Optional<Workload> seen = resource.read("look at " + id, driver -> driver.workload(id));
            if (seen.isEmpty() || isDone(seen.get(), key)) {
                return;
            }
            RolloutCondition.refusal(seen.get()).ifPresent(problem -> {
                throw DefaultRollouts.refused(resource, id, problem);
            });
            try {
                annotate(seen.get());
                return;
            } catch (DrException e) {
                if (e.code() != ErrorCode.CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void annotate(Workload seen) {
        String now = resource.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, String> annotations = Map.of(RESTARTED_AT, now, RESTARTED_BY, key.value());
        resource.change(
                "restart " + seen.id(),
                driver -> {
                    driver.annotateTemplate(seen.id(), seen.version(), annotations);
                },
                () -> resource.read("look at " + seen.id(), driver -> driver.workload(seen.id()))
                        .filter(workload -> isDone(workload, key))
                        .isPresent());
    }
}
