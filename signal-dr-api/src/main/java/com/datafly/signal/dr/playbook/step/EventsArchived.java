package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.events.ArchiveGap;
import com.datafly.signal.dr.events.ArchiveReport;
import java.time.Instant;
import java.util.List;

/**
 * What was added to an archive of events.
 *
 * @param at when
 * @param records how many events
 * @param storedBytes their size in the store
 * @param gaps what the cluster had removed before it was archived, as in {@code events.raw-0 [100, 150)}
 * @param seal the hash that stands for the whole archive, by which it can be verified
 * @since 0.1
 */
public record EventsArchived(Instant at, long records, long storedBytes, List<String> gaps, String seal) {

    /** Keeps what a journal needs of {@code report}. */
    public static EventsArchived of(Instant at, ArchiveReport report) {
        return new EventsArchived(
                at,
                report.amount().records(),
                report.amount().storedBytes(),
                report.gaps().stream().map(ArchiveGap::toString).toList(),
                report.seal());
    }
}
