package com.datafly.signal.dr.events;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;

/**
 * What {@link EventArchive#verify()} found. Immutable.
 *
 * @since 0.1
 */
public final class ArchiveCheck {

    private final List<ArchivedRange> ranges;
    private final List<ArchiveFinding> findings;
    private final List<String> leftovers;
    private final String seal;

    private ArchiveCheck(
            List<ArchivedRange> ranges, List<ArchiveFinding> findings, List<String> leftovers, String seal) {
        this.ranges = List.copyOf(ranges);
        this.findings = List.copyOf(findings);
        this.leftovers = List.copyOf(leftovers);
        this.seal = requireNonNull(seal, "seal");
    }

    /** Describes what was found; takes copies. */
    public static ArchiveCheck of(
            List<ArchivedRange> ranges, List<ArchiveFinding> findings, List<String> leftovers, String seal) {
        return new ArchiveCheck(ranges, findings, leftovers, seal);
    }

    /**
     * Returns {@code PASSED} if every byte of every segment is as it was written and every offset is accounted for,
     * {@code FAILED} if something is not, {@code UNPROVEN} if there is no event in the archive.
     */
    public Verdict verdict() {
        if (!findings.isEmpty()) {
            return Verdict.FAILED;
        }
        return ranges.stream().anyMatch(range -> range.amount().records() > 0) ? Verdict.PASSED : Verdict.UNPROVEN;
    }

    /** Returns what was read and found sound. */
    public List<ArchivedRange> ranges() {
        return ranges;
    }

    /** Returns what the clusters had removed before it was archived: known and written down, so no finding. */
    public List<ArchiveGap> gaps() {
        return ranges.stream().flatMap(range -> range.gaps().stream()).toList();
    }

    /** Returns what is not as it was written. */
    public List<ArchiveFinding> findings() {
        return findings;
    }

    /** Returns objects that an archiver stored and did not come to link: they do no harm. */
    public List<String> leftovers() {
        return leftovers;
    }

    /** Returns the hash of the archive's last seal; empty if there is none. */
    public String seal() {
        return seal;
    }

    /**
     * Returns this if the verdict is {@code PASSED}.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} and the findings, or {@code FAILED_PRECONDITION} if there is
     *     nothing in it
     */
    public ArchiveCheck orThrow() {
        if (verdict() == Verdict.PASSED) {
            return this;
        }
        if (findings.isEmpty()) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, "verify the archive", "there is no event in it");
        }
        throw DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "verify the archive",
                findings.size() + " findings, the first: " + findings.get(0),
                failure -> failure.detail("object", findings.get(0).object())
                        .hint("Restore these objects from a copy of the store. What is not concerned can be"
                                + " restored."));
    }

    @Override
    public String toString() {
        return verdict() + ", " + ranges.size() + " partitions"
                + (findings.isEmpty() ? "" : ", " + findings.size() + " findings");
    }
}
