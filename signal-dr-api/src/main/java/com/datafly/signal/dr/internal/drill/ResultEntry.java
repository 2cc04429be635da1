package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.drill.DrillResult;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A result in the journal. What its claim says is not said again. */
final class ResultEntry {

    static final String TYPE = "drill-finished";

    private ResultEntry() {}

    static JournalEntry of(DrillResult result) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("run", result.runId());
        body.put("verdict", result.verdict().name());
        body.put("summary", result.summary());
        body.put("took", result.took().toString());
        body.put("expiresAt", result.expiresAt().toString());
        result.recoveryPoint().ifPresent(value -> {
            body.put("recoveryPoint", value.toString());
            body.put("recoveryPointErrorBar", result.recoveryPointErrorBar().toString());
        });
        result.recoveryTime().ifPresent(value -> body.put("recoveryTime", value.toString()));
        return JournalEntry.of(TYPE, body);
    }

    static DrillResult read(Facts facts, Claim claim) {
        return DrillResult.create(claim.drill(), claim.run(), Verdict.valueOf(facts.text("verdict")), result -> {
            result.level(claim.level())
                    .summary(facts.text("summary"))
                    .ran(claim.at(), facts.duration("took"))
                    .expiresAt(facts.instant("expiresAt"));
            if (claim.occurrence() != null) {
                result.occurrence(claim.occurrence());
            }
            Duration recoveryPoint = facts.findDuration("recoveryPoint");
            if (recoveryPoint != null) {
                result.recoveryPoint(recoveryPoint, facts.duration("recoveryPointErrorBar"));
            }
            Duration recoveryTime = facts.findDuration("recoveryTime");
            if (recoveryTime != null) {
                result.recoveryTime(recoveryTime);
            }
        });
    }
}
