package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.TargetProfile;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.spi.DatabaseDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One database and all that {@link DatabaseDriverContract} needs around it. The same one may serve all tests of a
 * class: they use names and keys of their own and leave the database usable.
 *
 * <p>What cannot be done to a provider is not in {@link #hooks()}, and its method throws
 * {@link UnsupportedOperationException}; the contract asserts that rather than skip a test silently.
 *
 * @since 0.1
 */
public interface DatabaseHarness {

    /**
     * What a harness may be able to do to a provider. More may be added.
     *
     * @since 0.1
     */
    enum Hook {
        /** {@link #faults()}: requests and answers can be lost, delayed or refused. */
        FAULTS,
        /** {@link #forbiddenDriver()}: there are credentials without permissions. */
        FORBIDDEN,
        /** {@link #missingDriver()}: a database that does not exist can be addressed. */
        MISSING,
        /** {@link #occupy(String)}: databases can be made that the library did not make. */
        OCCUPY,
        /** {@link #copyPlace()}: there is another place to which snapshots can be copied. */
        PLACE,
        /** {@link #followerDriver()}: databases can be made that follow this one. */
        FOLLOWER
    }

    /** Opens another driver for the database, as another process would. The contract closes it. */
    DatabaseDriver newDriver();

    /**
     * Commits {@code marker} to the database.
     *
     * @return an instant by the database's clock, at or after the commit and before that of any later marker
     */
    Instant write(String marker);

    /** Reads the markers of a database that the driver restored, in the order of their commits. */
    List<String> markers(DatabaseDriver restored);

    /** Returns the recorder whose secrets the drivers were given. */
    SecretRecorder secrets();

    /** Searches what the driver wrote, besides its results and failures, for secrets: files, tags, logs. */
    default void searchForSecrets() {}

    /** Returns how a database of that name has to be configured for it to be made here; nothing unless told. */
    default TargetProfile profile(String name) {
        return TargetProfile.builder().build();
    }

    /** Returns by what the contract waits; real time unless told. */
    default TimeSource time() {
        return TimeSource.system();
    }

    /** Returns how long the contract waits for one piece of work; 2 minutes unless told. */
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

    /** Opens a driver whose credentials are good but lack every permission. */
    default DatabaseDriver forbiddenDriver() {
        throw new UnsupportedOperationException("there are no such credentials");
    }

    /** Opens a driver for a database that does not exist. */
    default DatabaseDriver missingDriver() {
        throw new UnsupportedOperationException("there is no such address");
    }

    /** Makes a database of that name which the library did not make, where a restore would put its own. */
    default void occupy(String name) {
        throw new UnsupportedOperationException("names cannot be taken: " + name);
    }

    /** Returns the name of a place to which this database's snapshots can be copied. */
    default String copyPlace() {
        throw new UnsupportedOperationException("there is no other place");
    }

    /** Makes a database that follows this one, ready to be promoted, and opens a driver for it. */
    default DatabaseDriver followerDriver() {
        throw new UnsupportedOperationException("databases cannot be made to follow");
    }

    /** Returns settings that the provider takes and that are not those; another retention unless told. */
    default AutomatedBackupSettings otherBackups(AutomatedBackupSettings present) {
        return present.with(more -> more.retentionDays(present.retentionDays() == 7 ? 8 : 7));
    }
}
