package com.datafly.signal.dr.drill;

import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.verify.Verdict;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot whose restore passed a verification last, if one did.
 *
 * @param snapshot null if none ever passed
 */
record VerifiedSnapshot(@Nullable Snapshot snapshot, Instant passedAt) {

    static VerifiedSnapshot newestOf(List<Snapshot> snapshots) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.state() == SnapshotState.AVAILABLE)
                .flatMap(snapshot -> passedAt(snapshot).map(at -> new VerifiedSnapshot(snapshot, at)).stream())
                .max(Comparator.comparing(VerifiedSnapshot::passedAt))
                .orElse(new VerifiedSnapshot(null, Instant.EPOCH));
    }

    /** An annotation that somebody else wrote is no evidence if it cannot be read. */
    private static Optional<Instant> passedAt(Snapshot snapshot) {
        try {
            return Optional.ofNullable(snapshot.annotations().get(Snapshot.PASSED_AT))
                    .map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    Instant expiresAt(Duration validity) {
        return passedAt.plus(validity);
    }

    Verdict verdictAt(Instant now, Duration validity) {
        return snapshot != null && now.isBefore(expiresAt(validity)) ? Verdict.PASSED : Verdict.UNPROVEN;
    }

    String words(Instant now, Duration validity) {
        if (snapshot == null) {
            return "no snapshot that can be restored has ever passed a verification";
        }
        String passed = snapshot.name() + " of " + snapshot.createdAt() + " passed on " + passedAt;
        return verdictAt(now, validity) == Verdict.PASSED
                ? passed + ", counts until " + expiresAt(validity)
                : passed + ", expired on " + expiresAt(validity);
    }
}
