package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.drill.CalendarRule;
import com.datafly.signal.dr.drill.DrillResult;
import com.datafly.signal.dr.internal.journal.SharedLog;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalRecord;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the drills' log says, folded. The order of the log decides what came first; clocks do not. Not thread-safe: its
 * owner guards it.
 */
final class DrillLedger {

    private static final String WATCHED = "drill-watched";
    private static final String MISSED = "drill-missed";
    private static final String UPGRADED = "product-upgraded";

    private final SharedLog log;
    private final Map<String, List<Watch>> watches = new HashMap<>();
    private final Map<String, Claim> occurrences = new HashMap<>();
    private final Map<String, Claim> unfinished = new LinkedHashMap<>();
    private final List<DrillResult> results = new ArrayList<>();
    private final Map<String, Long> begins = new HashMap<>();
    private final Set<String> noticed = new HashSet<>();
    private @Nullable Upgrade upgrade;

    DrillLedger(SharedLog log) {
        this.log = log;
    }

    /** Takes what was written since the last call. */
    void refresh() {
        log.readNew(record -> Facts.read(record, facts -> take(record, facts)));
    }

    private boolean take(JournalRecord record, Facts facts) {
        return switch (record.type()) {
            case WATCHED ->
                watches.computeIfAbsent(facts.text("drill"), absent -> new ArrayList<>())
                        .add(new Watch(
                                CalendarRule.cron(facts.text("rule"), ZoneId.of(facts.text("zone"))),
                                facts.instant("from"),
                                facts.instant("at")));
            case Claim.TYPE -> claim(Claim.of(facts), record.sequence());
            case ResultEntry.TYPE -> finish(facts);
            case MISSED -> noticed.addAll(facts.texts("occurrences"));
            case UPGRADED -> upgraded(new Upgrade(facts.text("version"), facts.instant("at"), record.sequence()));
            default -> false;
        };
    }

    private boolean claim(Claim claim, long sequence) {
        if (claim.key() != null && occurrences.putIfAbsent(claim.key(), claim) != null) {
            return false;
        }
        unfinished.put(claim.run(), claim);
        return begins.put(claim.run(), sequence) == null;
    }

    private boolean finish(Facts facts) {
        Claim claim = unfinished.remove(facts.text("run"));
        return claim != null && results.add(ResultEntry.read(facts, claim));
    }

    private boolean upgraded(Upgrade seen) {
        upgrade = seen;
        return true;
    }

    /** Notes from when on the occurrences of a drill count. */
    void watch(String drill, Watch watch) {
        append(JournalEntry.of(
                WATCHED,
                Map.of(
                        "drill", drill,
                        "rule", watch.rule().text(),
                        "zone", watch.rule().zone().getId(),
                        "from", watch.from().toString(),
                        "at", watch.notedAt().toString())));
    }

    /** Claims a run, and tells whether nobody else was first. */
    boolean claim(Claim claim) {
        append(claim.entry());
        return begins.containsKey(claim.run());
    }

    void finish(DrillResult result) {
        append(ResultEntry.of(result));
    }

    void missed(Collection<String> keys, Instant now) {
        append(JournalEntry.of(MISSED, Map.of("occurrences", List.copyOf(keys), "at", now.toString())));
    }

    void upgraded(String version, Instant now) {
        append(JournalEntry.of(UPGRADED, Map.of("version", version, "at", now.toString())));
    }

    private void append(JournalEntry entry) {
        log.append(List.of(entry));
        refresh();
    }

    /** Returns the watches of a drill, in the order in which they began. */
    List<Watch> watches(String drill) {
        return watches.getOrDefault(drill, List.of());
    }

    Optional<Claim> claimOf(String key) {
        return Optional.ofNullable(occurrences.get(key));
    }

    /** Returns the runs that have begun and of which no result was told. */
    Collection<Claim> unfinished() {
        return unfinished.values();
    }

    boolean isUnfinished(Claim claim) {
        return unfinished.containsKey(claim.run());
    }

    /** Returns all results, in the order in which they were told. */
    List<DrillResult> results() {
        return results;
    }

    boolean isNoticed(String key) {
        return noticed.contains(key);
    }

    Optional<Upgrade> lastUpgrade() {
        return Optional.ofNullable(upgrade);
    }

    boolean beganAfter(DrillResult result, Upgrade last) {
        return begins.getOrDefault(result.runId(), 0L) > last.sequence();
    }

    /** An upgrade of the product, and its place in the log. */
    record Upgrade(String version, Instant at, long sequence) {}
}
