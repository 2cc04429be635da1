package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.FailureDomain;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the logs and the registers of runs in one place: a directory, a bucket, a cluster.
 *
 * <p>A log is an append-only sequence of lines, each ended by a line feed and free of NUL bytes. Its lines are numbered
 * from 1. A block is one or more lines that are appended at once. A register is a small document that is replaced by
 * compare-and-set.
 *
 * <p>A driver stores bytes and knows nothing of what they mean. It never retries and never waits for anybody but a
 * concurrent call. Any number of processes may use one place at once. Names of logs have 1 to 128 lower-case letters,
 * digits and {@code . _ -}, and begin with a letter or digit; names of registers are one or two such names with
 * {@code /} between them. {@link JournalInput} checks both. Implementations are thread-safe.
 * {@code JournalDriverContract} in {@code signal-dr-tck} is the executable form of this page.
 *
 * <p>A register whose name begins with {@code lease/} holds a lease: JSON with the texts {@code holder}, {@code run},
 * {@code since} (an instant) and {@code ttl} (an ISO duration), the number {@code epoch} and the boolean
 * {@code released}. A driver may show them to people; it decides nothing by them.
 *
 * @since 0.1
 */
public interface JournalDriver extends AutoCloseable {

    /** Returns where the journal is, without secrets, as in {@code file:/var/lib/signal-dr}. */
    String address();

    /** Returns what this place is lost with; by default the domain of its {@link #address()}. */
    default List<FailureDomain> failureDomains() {
        return List.of(FailureDomain.ofAddress(address()));
    }

    /**
     * Returns what of that cannot be told now, by the kind of the domain, each with what helps, in a sentence; by
     * default nothing. The plan of a playbook that loses a domain of that kind warns of it.
     *
     * @since 0.1
     */
    default Map<String, String> untoldDomains() {
        return Map.of();
    }

    /**
     * Appends a block whose first line gets the number {@code sequence}. When this returns, the block is durable and
     * everybody reads it.
     *
     * <p>What a dead writer left unfinished at the end is cut off first, kept aside where that is possible, and logged.
     *
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if the log does not end at the line before
     *     {@code sequence}; {@code QUOTA} and effect {@code NONE} if there is no room; effect {@code UNKNOWN} if the
     *     answer was lost
     */
    void append(String log, long sequence, byte[] block);

    /**
     * Reads a log from the line {@code fromSequence} to its end, in pieces, so that a log of any length takes little
     * memory. Of a log that does not exist nothing is read. A block is read wholly or not at all.
     */
    void read(String log, long fromSequence, LineReader reader);

    /** Lists the logs that have a line, in the order of their names. */
    List<String> logs();

    /** Looks a register up. */
    Optional<JournalRegister> register(String name);

    /**
     * Replaces a register if its version is {@code expectedVersion}, or makes it if that is empty and there is none.
     *
     * @return the register as it is now
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if it is not as expected; effect
     *     {@code UNKNOWN} if the answer was lost
     */
    JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion);

    /** Releases connections and files. What was written stays. */
    @Override
    void close();

    /**
     * Takes what is read of a log.
     *
     * @since 0.1
     */
    @FunctionalInterface
    interface LineReader {

        /** Takes whole lines; the first of them has the number {@code firstSequence}. */
        void lines(long firstSequence, byte[] lines);

        /** Takes what an append that did not finish left behind the last line, or some of it. By default ignored. */
        default void torn(byte[] piece) {}
    }
}
