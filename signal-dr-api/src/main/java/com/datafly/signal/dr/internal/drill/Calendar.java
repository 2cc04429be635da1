package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.drill.DrillOccurrence;
import com.datafly.signal.dr.drill.DrillRegime;
import com.datafly.signal.dr.drill.DrillResult;
import com.datafly.signal.dr.drill.MissedDrill;
import com.datafly.signal.dr.drill.ScheduledDrill;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The occurrences of a regime's drills, held against the ledger as of one instant. */
final class Calendar {

    private final DrillRegime regime;
    private final DrillLedger ledger;
    private final Set<String> running;
    private final Instant now;

    /**
     * Looks at the ledger.
     *
     * @param running the runs that are certainly going on, however long they take: those of this process
     */
    Calendar(DrillRegime regime, DrillLedger ledger, Set<String> running, Instant now) {
        this.regime = regime;
        this.ledger = ledger;
        this.running = running;
        this.now = now;
    }

    List<Planned> due() {
        return regime.drills().stream().flatMap(drill -> due(drill).stream()).toList();
    }

    /** Only the newest occurrence is worth running: a drill that is late tells what the ones before would have told. */
    Optional<Planned> due(ScheduledDrill drill) {
        boolean isRunning =
                ledger.unfinished().stream().anyMatch(claim -> claim.drill().equals(drill.name()) && isRunning(claim));
        return isRunning
                ? Optional.empty()
                : newest(drill, now)
                        .filter(planned -> ledger.claimOf(planned.key()).isEmpty());
    }

    List<DrillOccurrence> overdue() {
        return regime.drills().stream()
                .flatMap(drill -> newest(drill, now.minus(drill.grace())).stream())
                .map(Planned::occurrence)
                .filter(occurrence -> ledger.results().stream().noneMatch(result -> settles(result, occurrence)))
                .toList();
    }

    private static boolean settles(DrillResult result, DrillOccurrence occurrence) {
        Instant counted = result.occurrence().orElse(result.startedAt());
        return result.drill().equals(occurrence.drill()) && !counted.isBefore(occurrence.at());
    }

    /** Returns what was missed, oldest first, by what names it in the log. */
    Map<String, MissedDrill> missed() {
        Map<String, MissedDrill> found = new LinkedHashMap<>();
        for (ScheduledDrill drill : regime.drills()) {
            Instant newest = newest(drill, now).map(Planned::at).orElse(Instant.MIN);
            for (Planned planned : planned(drill, now)) {
                reason(planned, planned.at().isBefore(newest))
                        .ifPresent(reason -> found.put(planned.key(), new MissedDrill(planned.occurrence(), reason)));
            }
        }
        for (Claim claim : ledger.unfinished()) {
            if (claim.key() == null && !isRunning(claim)) {
                DrillOccurrence begun = new DrillOccurrence(claim.drill(), claim.at());
                found.put(claim.run(), new MissedDrill(begun, MissedDrill.Reason.INCOMPLETE));
            }
        }
        Map<String, MissedDrill> missed = new LinkedHashMap<>();
        found.entrySet().stream()
                .sorted(Comparator.comparing(
                        entry -> entry.getValue().occurrence().at()))
                .forEach(entry -> missed.put(entry.getKey(), entry.getValue()));
        return missed;
    }

    private Optional<MissedDrill.Reason> reason(Planned planned, boolean newerCame) {
        Optional<Claim> claim = ledger.claimOf(planned.key());
        if (claim.isPresent()) {
            return claim.filter(ledger::isUnfinished)
                    .filter(unfinished -> !isRunning(unfinished))
                    .map(incomplete -> MissedDrill.Reason.INCOMPLETE);
        }
        boolean graceIsOver = now.isAfter(planned.at().plus(planned.drill().grace()));
        return newerCame || graceIsOver ? Optional.of(MissedDrill.Reason.NOT_RUN) : Optional.empty();
    }

    /** Returns the watches that a tick has to begin, by drill. */
    Map<String, Watch> newWatches() {
        Map<String, Watch> begin = new LinkedHashMap<>();
        for (ScheduledDrill drill : regime.drills()) {
            Watch.begin(drill, last(drill), now).ifPresent(watch -> begin.put(drill.name(), watch));
        }
        return begin;
    }

    private boolean isRunning(Claim claim) {
        return running.contains(claim.run()) || now.isBefore(claim.at().plus(claim.limit()));
    }

    private @Nullable Watch last(ScheduledDrill drill) {
        List<Watch> watches = ledger.watches(drill.name());
        return watches.isEmpty() ? null : watches.get(watches.size() - 1);
    }

    private Optional<Planned> newest(ScheduledDrill drill, Instant until) {
        return planned(drill, until).stream().max(Comparator.comparing(Planned::at));
    }

    /** Returns the occurrences until an instant, each under the rule that counted then. */
    private List<Planned> planned(ScheduledDrill drill, Instant until) {
        if (drill.rule().isEmpty()) {
            return List.of();
        }
        List<Watch> watches = new ArrayList<>(ledger.watches(drill.name()));
        Watch.begin(drill, last(drill), now).ifPresent(watches::add);
        List<Planned> planned = new ArrayList<>();
        for (int i = 0; i < watches.size(); i++) {
            Watch watch = watches.get(i);
            Instant next = i + 1 < watches.size() ? watches.get(i + 1).notedAt() : until;
            Instant to = next.isBefore(until) ? next : until;
            for (Instant at : watch.until(to)) {
                planned.add(new Planned(drill, new DrillOccurrence(drill.name(), at), watch.key(drill.name(), at)));
            }
        }
        return planned;
    }

    /** An occurrence of a drill, and what names it in the log. */
    record Planned(ScheduledDrill drill, DrillOccurrence occurrence, String key) {

        Instant at() {
            return occurrence.at();
        }
    }
}
