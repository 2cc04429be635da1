package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The end of a container's log, or why there is none. It prints no line, for software writes passwords to logs.
 *
 * @param pod the pod's name
 * @param container the container's name
 * @param status whether it was read
 * @param lines the lines, the oldest first
 * @param problem why it was not read, or not all of it
 * @since 0.1
 */
public record PodLog(String pod, String container, Status status, List<String> lines, String problem) {

    /** Refuses null; takes a copy. */
    public PodLog {
        requireNonNull(pod, "pod");
        requireNonNull(container, "container");
        requireNonNull(status, "status");
        lines = List.copyOf(lines);
        requireNonNull(problem, "problem");
    }

    @Override
    public String toString() {
        return "pod/" + pod + "/" + container + " "
                + (status == Status.READ ? lines.size() + " lines" : status + ": " + problem);
    }

    /** Whether a log was read. */
    public enum Status {
        /** It was, and may be empty. */
        READ,
        /** Its newest lines were; all that were asked for are more bytes than were allowed. */
        CUT,
        /** The container was not started, no node has its pod, or it never ran before where that log is meant. */
        NONE,
        /** The pod has no container of that name. */
        ABSENT,
        /** The pod went while it was asked for. */
        GONE,
        /** It could not be read, as where the pod's node is dead. */
        UNREADABLE
    }
}
