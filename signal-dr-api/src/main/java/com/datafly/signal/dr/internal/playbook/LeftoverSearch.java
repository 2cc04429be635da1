package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.database.SnapshotState;
import com.datafly.signal.dr.internal.DefaultDatabase;
import com.datafly.signal.dr.operation.OperationState;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.playbook.Leftover;
import com.datafly.signal.dr.playbook.LeftoverState;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the provider for what drills made. Reads only. */
final class LeftoverSearch {

    private final DefaultDatabase database;
    private final Clock clock;

    LeftoverSearch(DefaultDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Looks whether it is still there, and whose it is; empty if nothing of that drill is there. */
    Optional<Leftover> find(Trail trail, Footprint footprint) {
        Look look = new Look(trail, footprint);
        try {
            return footprint.isSnapshot() ? look.snapshot() : look.copy();
        } catch (DrException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return Optional.of(look.found(
                    footprint.copy(), LeftoverState.UNCLEAR, "the provider cannot be asked: " + e.getMessage()));
        }
    }

    /** What is known of one footprint. */
    private final class Look {
        private final Trail trail;
        private final Footprint footprint;

        Look(Trail trail, Footprint footprint) {
            this.trail = trail;
            this.footprint = footprint;
        }

        Optional<Leftover> copy() {
            return database.findMade(footprint.copy()).flatMap(this::judge);
        }

        private Optional<Leftover> judge(Provenance made) {
            String name = footprint.copy();
            if (!made.key().equals(footprint.key())) {
                return footprint.refused()
                        ? Optional.empty()
                        : Optional.of(found(
                                name, LeftoverState.FOREIGN, "another operation made it, with the key " + made.key()));
            }
            Optional<OperationStatus> making = database.sight(footprint.key());
            OperationState state = making.map(OperationStatus::state).orElse(OperationState.FAILED);
            boolean waits = making.filter(OperationStatus::needsCall).isPresent();
            if (state == OperationState.RUNNING && !waits) {
                return Optional.of(found(name, LeftoverState.BEING_MADE, "the provider is still making it"));
            }
            if (state == OperationState.INDETERMINATE) {
                return Optional.of(found(name, LeftoverState.UNCLEAR, "the provider cannot tell how far it is"));
            }
            Leftover found = byTags(name, made.tags(), !made.tags().isEmpty());
            return Optional.of(waits ? waiting(found) : found);
        }

        /** The run has to go on with it; of a run that is over nobody will, so then it is due like any other. */
        private Leftover waiting(Leftover found) {
            return found.state() == LeftoverState.NOT_EXPIRED
                    ? found(footprint.copy(), LeftoverState.BEING_MADE, "its run has not finished making it")
                    : found;
        }

        Optional<Leftover> snapshot() {
            List<Snapshot> all = database.snapshots().list();
            return all.stream()
                    .filter(one -> one.key().filter(footprint.key()::equals).isPresent())
                    .filter(one -> one.state() != SnapshotState.DELETING)
                    .findFirst()
                    .map(mine -> judge(mine, all));
        }

        private Leftover judge(Snapshot mine, List<Snapshot> all) {
            if (mine.state() == SnapshotState.CREATING) {
                return found(mine.id(), LeftoverState.BEING_MADE, "the provider is still making it");
            }
            Leftover found =
                    byTags(mine.id(), mine.annotations(), mine.annotations().containsKey(RunNames.RUN_TAG));
            if (found.state() != LeftoverState.DUE) {
                return found;
            }
            Optional<String> held = mine.hold().map(reason -> "it is held: " + reason);
            return held.or(() -> database.retention().frozen().map(reason -> "removals are frozen: " + reason))
                    .or(() ->
                            isOnly(mine, all) ? Optional.of("it is the only snapshot that there is") : Optional.empty())
                    .map(reason -> found(mine.id(), LeftoverState.PROTECTED, reason))
                    .orElse(found);
        }

        private boolean isOnly(Snapshot mine, List<Snapshot> all) {
            return mine.state() == SnapshotState.AVAILABLE
                    && all.stream()
                            .noneMatch(
                                    other -> !other.id().equals(mine.id()) && other.state() == SnapshotState.AVAILABLE);
        }

        /** Judges by the tags, which somebody may have changed to keep the thing. */
        private Leftover byTags(String name, Map<String, String> tags, boolean tagged) {
            String run = tags.get(RunNames.RUN_TAG);
            if (tagged && !trail.runId().equals(run)) {
                return found(name, LeftoverState.FOREIGN, "its tags do not say that this run made it, but " + run);
            }
            Instant expiry = trail.expiresAt().orElseThrow();
            Instant tag = expiry(tags.get(RunNames.EXPIRES_TAG), expiry);
            if (tag == null) {
                return found(name, LeftoverState.UNCLEAR, "its tag " + RunNames.EXPIRES_TAG + " is no instant");
            }
            Instant later = tag.isAfter(expiry) ? tag : expiry;
            return clock.instant().isBefore(later)
                    ? found(name, LeftoverState.NOT_EXPIRED, "it expires at " + later)
                    : found(name, LeftoverState.DUE, "it expired at " + later);
        }

        private static @Nullable Instant expiry(@Nullable String tag, Instant otherwise) {
            try {
                return tag == null ? otherwise : Instant.parse(tag);
            } catch (DateTimeException e) {
                return null;
            }
        }

        Leftover found(String name, LeftoverState state, String reason) {
            return Leftover.create(trail.runId(), state, reason, more -> {
                more.step(footprint.step(), footprint.key()).name(name);
                trail.expiresAt().ifPresent(more::expiresAt);
            });
        }
    }
}
