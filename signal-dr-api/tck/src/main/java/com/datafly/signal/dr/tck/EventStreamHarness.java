package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Duration;
import java.util.Set;

/**
 * One cluster and all that {@link EventStreamDriverContract} needs around it. The same one may serve all tests of a
 * class: they use topics, groups and identities of their own and leave the cluster usable.
 *
 * <p>What cannot be done to a cluster is not in {@link #hooks()}, and its method throws
 * {@link UnsupportedOperationException}; the contract asserts that rather than skip a test silently.
 *
 * @since 0.1
 */
public interface EventStreamHarness {

    /**
     * What a harness may be able to do to a cluster. More may be added.
     *
     * @since 0.1
     */
    enum Hook {
        /** {@link #faults()}: requests and answers can be lost, delayed or refused. */
        FAULTS,
        /** {@link #unreachableDriver()}: there is a cluster that does not answer. */
        UNREACHABLE,
        /** {@link #strangerDriver()}: credentials can be wrong. */
        STRANGER,
        /** {@link #forbiddenDriver()}: there are credentials without permissions. */
        FORBIDDEN,
        /** {@link #consume}: groups can have members. */
        MEMBERS,
        /** {@link #deleteBefore}: the start of a log can be removed. */
        REMOVAL,
        /** {@link #deleteTopic}: topics can be removed. */
        DELETION
    }

    /** Opens another driver for the cluster, as another process would. The contract closes it. */
    EventStreamDriver newDriver();

    /** Returns the recorder whose secrets the drivers were given. */
    SecretRecorder secrets();

    /** Searches what the driver wrote, besides its results and failures, for secrets: files, logs. */
    default void searchForSecrets() {}

    /** Returns by what the contract waits; real time unless told. */
    default TimeSource time() {
        return TimeSource.system();
    }

    /** Returns how long the contract waits for a change to show; 30 seconds unless told. */
    default Duration patience() {
        return Duration.ofSeconds(30);
    }

    /** Returns what of the following can be done; nothing unless told. */
    default Set<Hook> hooks() {
        return Set.of();
    }

    /** Returns what goes wrong, by the names of the driver's, readers' and writers' methods. */
    default FaultPlan faults() {
        throw new UnsupportedOperationException("there are no faults to plan");
    }

    /** Opens a driver for a cluster that does not answer. Each call gives up within {@link #patience()}. */
    default EventStreamDriver unreachableDriver() {
        throw new UnsupportedOperationException("there is no such cluster");
    }

    /** Opens a driver for the cluster whose credentials are wrong. */
    default EventStreamDriver strangerDriver() {
        throw new UnsupportedOperationException("there are no wrong credentials");
    }

    /** Opens a driver for the cluster whose credentials are good but lack every permission. */
    default EventStreamDriver forbiddenDriver() {
        throw new UnsupportedOperationException("there are no such credentials");
    }

    /** Lets one member of a group consume a topic until it is closed. Returns once it consumes. */
    default AutoCloseable consume(String group, String topic) {
        throw new UnsupportedOperationException("nobody consumes " + topic + " as " + group);
    }

    /** Removes the events of a partition before an offset, as retention does. */
    default void deleteBefore(PartitionId partition, long offset) {
        throw new UnsupportedOperationException("nothing is removed from " + partition + " before " + offset);
    }

    /** Removes a topic. */
    default void deleteTopic(String topic) {
        throw new UnsupportedOperationException("topics cannot be removed: " + topic);
    }
}
