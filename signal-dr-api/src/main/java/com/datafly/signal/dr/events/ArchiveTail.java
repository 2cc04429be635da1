package com.datafly.signal.dr.events;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.events.archive.DefaultArchiveTail;
import java.util.Optional;

/**
 * An archive that is kept up to date in the background. Thread-safe.
 *
 * @since 0.1
 */
public sealed interface ArchiveTail extends AutoCloseable permits DefaultArchiveTail {

    /** Returns what the last round that came to its end added; empty before the first. */
    Optional<ArchiveReport> last();

    /** Returns how many rounds came to their end. */
    long rounds();

    /**
     * Returns why the last round failed, or a partition in it; empty if all was archived. Unless {@link #isRunning()}
     * says no, it is tried again.
     */
    Optional<DrException> failure();

    /** Tells whether there will be further rounds: not after {@link #close} or when another archiver took over. */
    boolean isRunning();

    /** Archives what is there now, and ends. Waits for that; a round that fails is not repeated. */
    @Override
    void close();
}
