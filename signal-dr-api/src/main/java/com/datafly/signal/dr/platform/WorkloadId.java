package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Arrays;

/**
 * The name of one workload, as in {@code deployment/management-api}.
 *
 * @param kind what it is
 * @param name its name in the platform's namespace
 * @since 0.1
 */
public record WorkloadId(WorkloadKind kind, String name) {

    /** Refuses null. */
    public WorkloadId {
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
    }

    /** Names a Deployment. */
    public static WorkloadId deployment(String name) {
        return new WorkloadId(WorkloadKind.DEPLOYMENT, name);
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if it is not a kind, a slash and a name
     */
    public static WorkloadId parse(String text) {
        int slash = text.indexOf('/');
        return Arrays.stream(WorkloadKind.values())
                .filter(kind -> slash > 0 && slash < text.length() - 1)
                .filter(kind -> kind.word().equals(text.substring(0, slash)))
                .findFirst()
                .map(kind -> new WorkloadId(kind, text.substring(slash + 1)))
                .orElseThrow(() -> DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "name a workload",
                        "workload is '" + text + "'",
                        failure -> failure.hint("Write kind and name, as in deployment/management-api; kinds are "
                                + Arrays.toString(WorkloadKind.values()) + ".")));
    }

    @Override
    public String toString() {
        return kind.word() + "/" + name;
    }
}
