package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.drill.DrillLevel;
import com.datafly.signal.dr.journal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That a host is about to run a drill.
 *
 * @param key names the occurrence; null for a run on demand
 * @param occurrence the time at which it was due; null for a run on demand
 * @param at when it began, by the host's clock
 * @param limit after which time a run without a result is incomplete
 */
record Claim(
        String drill,
        DrillLevel level,
        String run,
        @Nullable String key,
        @Nullable Instant occurrence,
        Instant at,
        Duration limit) {

    static final String TYPE = "drill-claimed";

    JournalEntry entry() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("drill", drill);
        body.put("level", level.name());
        body.put("run", run);
        if (key != null && occurrence != null) {
            body.put("key", key);
            body.put("occurrence", occurrence.toString());
        }
        body.put("at", at.toString());
        body.put("limit", limit.toString());
        return JournalEntry.of(TYPE, body);
    }

    static Claim of(Facts facts) {
        return new Claim(
                facts.text("drill"),
                DrillLevel.valueOf(facts.text("level")),
                facts.text("run"),
                facts.find("key"),
                facts.findInstant("occurrence"),
                facts.instant("at"),
                facts.duration("limit"));
    }
}
