package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.verify.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a verification of a copy found.
 *
 * @param verdict the verdict as it was when the verification ended
 * @param verifiedAt when it ended
 * @param expiresAt from when on a pass no longer counts
 * @param snapshotId the snapshot that the copy was restored from, where it is known
 * @param checks what each check found
 * @since 0.1
 */
public record VerificationDone(
        Verdict verdict, Instant verifiedAt, Instant expiresAt, Optional<String> snapshotId, List<CheckFound> checks) {

    /** Returns the verdict as of {@code instant}: a pass that has expired is {@link Verdict#UNPROVEN}. */
    public Verdict verdictAt(Instant instant) {
        return verdict == Verdict.PASSED && !instant.isBefore(expiresAt) ? Verdict.UNPROVEN : verdict;
    }
}
