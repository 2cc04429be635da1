package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.verify.Baseline;
import java.time.Instant;

/**
 * A baseline that a step captured. It grows with the number of tables and columns, not with that of rows.
 *
 * @param instant the moment of the baseline, by the database's clock
 * @param lsn the position in the write-ahead log up to which a copy must be recovered to match
 * @param tables how many tables it covers
 * @param rows how many rows they held
 * @param json the baseline, as {@link Baseline#toJson()} writes it
 * @since 0.1
 */
public record BaselineCaptured(Instant instant, Lsn lsn, int tables, long rows, String json) {

    /** Keeps {@code baseline}. */
    public static BaselineCaptured of(Baseline baseline) {
        return new BaselineCaptured(
                baseline.instant(), baseline.lsn(), baseline.tables().size(), baseline.rows(), baseline.toJson());
    }

    /** Reads the baseline back. */
    public Baseline toBaseline() {
        return Baseline.fromJson(json);
    }
}
