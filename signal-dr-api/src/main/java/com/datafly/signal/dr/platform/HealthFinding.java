package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

/**
 * Something that was seen of the health of a platform's workloads.
 *
 * @param kind what it is
 * @param severity what it means
 * @param subject of what, as in {@code pod/management-api-0}
 * @param detail what was seen
 * @since 0.1
 */
public record HealthFinding(Kind kind, Severity severity, String subject, String detail) {

    /** Refuses null. */
    public HealthFinding {
        requireNonNull(kind, "kind");
        requireNonNull(severity, "severity");
        requireNonNull(subject, "subject");
        requireNonNull(detail, "detail");
    }

    /** Tells whether nothing is called healthy because of it. */
    public boolean counts() {
        return severity != Severity.NOTE;
    }

    /** Tells whether it is the same trouble as {@code other}, though it may be worse by now. */
    public boolean sameTrouble(HealthFinding other) {
        return kind == other.kind && subject.equals(other.subject);
    }

    @Override
    public String toString() {
        return subject + ": " + detail;
    }

    /** What a finding means. */
    public enum Severity {
        /** Worth knowing, and nothing is unhealthy by it. */
        NOTE,
        /** It is not well, and the platform works on it. */
        PENDING,
        /** It is not well, and may stay so. */
        BROKEN,
        /** It could not be found out. */
        UNKNOWN
    }

    /**
     * What may be seen. More may be added.
     *
     * @since 0.1
     */
    public enum Kind {
        /** A workload that must be there is not. */
        MISSING_WORKLOAD("Install it again, or take it from what is expected."),
        /** A workload wants no pods; a note unless it must run. */
        SCALED_TO_ZERO("Scale it up again."),
        /** A workload wants fewer pods than at the baseline. */
        FEWER_WANTED("Scale it up again, unless somebody meant it."),
        /** A workload has fewer pods that are ready, on nodes that are alive, than it wants. */
        TOO_FEW_READY("Look at what is said of its pods."),
        /** A StatefulSet has no pod of an ordinal, or one that is to end. */
        MISSING_ORDINAL("Its former pod must be gone first, if it is stuck on a node; see what is said of that."),
        /** A rollout is on its way, or nobody has looked at the newest specification. */
        ROLLING_OUT("Wait for it."),
        /** A rollout was given up. */
        ROLLOUT_FAILED("Look at what is said of the new pods, and roll back or forward."),
        /** A change of the template waits for the end of a pause. */
        PAUSED("Resume the rollout."),
        /** A Job was given up; a note unless it is expected. */
        JOB_FAILED("Look at its log."),
        /** No node takes the pod. */
        UNSCHEDULABLE("Give the cluster capacity, or change what the pod asks for."),
        /** The pod is being started. */
        STARTING("Wait for it."),
        /** The pod's containers run, and it says that it cannot work. */
        NOT_READY("Look at its log and its readiness probe."),
        /** An image cannot be pulled. */
        IMAGE_PULL("Check the image's name, the registry, and the credential for it."),
        /** A container cannot be started as it is configured, as where its secret lacks the key. */
        CANNOT_START("Check the secrets, config maps and the command that its template names."),
        /** A container ends again and again. */
        CRASH_LOOP("Look at the log of the container that ran before."),
        /** A container has ended, and is to be started again. */
        ENDED("Look at the log of the container that ran before."),
        /** Containers of the pod were started again since the baseline, no more often than is allowed. */
        RESTARTED("See whether it goes on."),
        /** Containers of the pod were started again more often than is allowed. */
        REPEATED_RESTARTS("Look at the log of the container that ran before, and at its memory limit."),
        /** The pod is to end, and has time left to do so. */
        TERMINATING("Wait for it."),
        /** The pod was to end and has not: its node does not answer, or something holds it. Its phase says nothing. */
        STUCK_TERMINATING("Once its node is surely off, delete the node or taint it with"
                + " node.kubernetes.io/out-of-service=nodeshutdown:NoExecute; while the node may run, so may the pod."),
        /** The pod is on a node that is dead or gone, and what is told of it is of the past. */
        ON_DEAD_NODE("Wait until the platform gives the node up, after 5 minutes by default; of a DaemonSet, bring the"
                + " node back or delete it."),
        /** The pod has failed, and its containers do not start again. */
        POD_FAILED("Look at its reason; its controller makes another one."),
        /** A node does not answer. */
        NODE_NOT_READY("Bring it back, or delete it once it is surely off."),
        /** A node is short of something. */
        NODE_PRESSURE("Free it, or give the cluster capacity."),
        /** A node is given no new pods. */
        NODE_CLOSED("Uncordon it if nobody works on it."),
        /** It could not be found out whether nodes are alive. */
        NODES_UNKNOWN("Permit 'list nodes', or ask without nodes."),
        /** It could not be found out what the platform warned of. */
        WARNINGS_UNKNOWN("Permit 'list events'."),
        /** Nothing was found that could be healthy. */
        NOTHING_FOUND("Check the namespace and the labels."),
        /**
         * There are workloads or pods, and nothing runs that somebody keeps: Jobs count only where they are expected.
         */
        NOTHING_RUNS("Scale up what must run, and name it as expected.");

        private final String remedy;

        Kind(String remedy) {
            this.remedy = remedy;
        }

        /** Returns what a person may do. */
        public String remedy() {
            return remedy;
        }
    }
}
