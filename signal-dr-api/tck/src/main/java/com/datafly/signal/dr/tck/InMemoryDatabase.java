package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.database.Provenance;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.database.Replication;
import com.datafly.signal.dr.database.RestorableWindow;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.spi.RestoreRequest;
import com.datafly.signal.dr.spi.SnapshotRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One database of an {@link InMemoryWorld}, guarded by it. */
final class InMemoryDatabase {

    /** What a provider gives a database that nobody configured. */
    static final Map<String, String> DEFAULT_SETTINGS =
            Map.of("network", "default", "backup-retention", "1 day", "deletion-protection", "off", "size", "small");

    private static final Map<String, String> SOURCE_SETTINGS =
            Map.of("network", "private", "backup-retention", "35 days", "deletion-protection", "on", "size", "large");
    private static final Duration ARCHIVE_LAG = Duration.ofSeconds(1);

    private final String name;
    private final List<Commit> commits = new ArrayList<>();
    private final Map<String, InMemorySnapshot> snapshots = new LinkedHashMap<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private final Map<String, String> settings;
    private final Instant readyAt;
    private final @Nullable Provenance provenance;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final InMemoryStandby standby;
    private AutomatedBackupSettings backups;
    private AutomatedBackupSettings formerBackups;
    private Instant backupsChangedAt = Instant.MIN;
    private int callsNeeded;
    private @Nullable Instant goneAt;
    private @Nullable DrException broken;

    private InMemoryDatabase(
            String name, Map<String, String> settings, Instant readyAt, @Nullable Provenance provenance) {
        this.name = name;
        this.settings = settings;
        this.readyAt = readyAt;
        this.provenance = provenance;
        this.standby = new InMemoryStandby(provenance == null ? Replication.SYNCHRONOUS : Replication.NONE);
        int retention = provenance == null ? 35 : 1;
        this.backups = AutomatedBackupSettings.create(
                more -> more.retentionDays(retention).window("02:00-03:00"));
        this.formerBackups = backups;
    }

    static InMemoryDatabase original(String name) {
        return new InMemoryDatabase(name, SOURCE_SETTINGS, Instant.MIN, null);
    }

    /** Makes a database that follows this one: it holds what this one holds. */
    InMemoryDatabase follower(String other) {
        InMemoryDatabase follower = original(other);
        follower.commits.addAll(commits);
        follower.standby.set(Replication.NONE, false);
        follower.standby.follow(name);
        return follower;
    }

    /** Makes a database with the content that this one had at the request's target. */
    InMemoryDatabase restore(RestoreRequest request, Instant readyAt, String source) {
        Map<String, String> given = new LinkedHashMap<>(DEFAULT_SETTINGS);
        given.put("size", settings.getOrDefault("size", "small"));
        given.putAll(request.profile().settings());
        List<Commit> content =
                commits.stream().filter(reached(request.target())::contains).toList();
        Provenance made = Provenance.create(request.key(), source, request.target(), more -> {
            given.forEach((setting, value) -> {
                if (!value.equals(settings.get(setting))) {
                    more.difference(setting + " is " + value + ", not " + settings.get(setting));
                }
            });
            if (!content.isEmpty()) {
                more.reachedLsn(content.get(content.size() - 1).lsn());
            }
            if (request.target() instanceof RecoveryTarget.AtSnapshot at) {
                more.snapshotId(at.snapshotId());
            }
        });
        InMemoryDatabase restored = new InMemoryDatabase(request.name(), given, readyAt, made);
        restored.commits.addAll(content);
        restored.tags.putAll(request.profile().tags());
        return restored;
    }

    void commit(Instant instant, String marker) {
        commits.add(new Commit(instant, Lsn.ZERO.plus(100L * (commits.size() + 1)), marker));
    }

    void startSnapshot(SnapshotRequest request, Instant now, Instant availableAt) {
        String id = "snap-" + request.key();
        snapshots.put(id, InMemorySnapshot.manual(id, request, now, availableAt, commits.size()));
    }

    void addAutomated(Instant createdAt) {
        String id = "automated-" + (snapshots.size() + 1);
        snapshots.put(id, InMemorySnapshot.automated(id, createdAt, commits.size()));
    }

    void breakWork(DrException failure) {
        broken = failure;
        snapshots.values().forEach(snapshot -> snapshot.breakOff(failure));
    }

    void remove(Instant goneAt) {
        if (this.goneAt == null) {
            this.goneAt = goneAt;
        }
    }

    boolean isGone(Instant now) {
        return goneAt != null && !goneAt.isAfter(now);
    }

    boolean isMadeBy(OperationKey key) {
        return provenance != null && provenance.key().equals(key);
    }

    /** Returns how it came into being, with the tags that it has by now. */
    Optional<Provenance> provenance() {
        return Optional.ofNullable(provenance)
                .map(made -> Provenance.create(made.key(), made.source(), made.target(), more -> {
                    made.snapshotId().ifPresent(more::snapshotId);
                    made.reachedLsn().ifPresent(more::reachedLsn);
                    made.differences().forEach(more::difference);
                    tags.forEach(more::tag);
                }));
    }

    Map<String, String> tags() {
        return tags;
    }

    OperationStatus making(Instant now) {
        if (readyAt.isAfter(now)) {
            return broken == null
                    ? OperationStatus.running(Progress.of("restoring", 1, 2, "steps"))
                    : OperationStatus.failed(broken);
        }
        return callsNeeded == 0
                ? OperationStatus.succeeded(name)
                : OperationStatus.running().needingCall();
    }

    /** Lets the making of this database need some calls after the provider's part. */
    void needCalls(int calls) {
        callsNeeded = calls;
    }

    void call(Instant now) {
        if (!readyAt.isAfter(now) && callsNeeded > 0) {
            callsNeeded--;
        }
    }

    InMemoryStandby standby() {
        return standby;
    }

    AutomatedBackupSettings backups(Instant now) {
        return backupsChangedAt.isAfter(now) ? formerBackups : backups;
    }

    void changeBackups(AutomatedBackupSettings wanted, Instant now, Duration takes) {
        AutomatedBackupSettings present = backups(now);
        AutomatedBackupSettings meant = wanted.window().isPresent()
                ? wanted
                : wanted.with(more -> present.window().ifPresent(more::window));
        if (!meant.equals(backups)) {
            formerBackups = present;
            backups = meant;
            backupsChangedAt = now.plus(takes);
        }
    }

    DatabaseState state(Instant now) {
        return readyAt.isAfter(now) || goneAt != null ? DatabaseState.CHANGING : DatabaseState.AVAILABLE;
    }

    Map<String, InMemorySnapshot> snapshots() {
        return snapshots;
    }

    Map<String, String> annotations() {
        return annotations;
    }

    Map<String, String> settings() {
        return settings;
    }

    List<String> markers() {
        return commits.stream().map(Commit::marker).toList();
    }

    /** Returns what can be recovered: from the end of the first snapshot to what the archive has by now. */
    Optional<RestorableWindow> window(Instant now) {
        Instant latest = now.minus(ARCHIVE_LAG);
        if (!backups(now).isOn()) {
            return Optional.empty();
        }
        return snapshots.values().stream()
                .filter(snapshot -> snapshot.isAvailable(now))
                .map(InMemorySnapshot::createdAt)
                .filter(createdAt -> !createdAt.isAfter(latest))
                .min(Instant::compareTo)
                .map(earliest -> RestorableWindow.of(earliest, latest, lsnAt(earliest), lsnAt(latest)));
    }

    private Lsn lsnAt(Instant instant) {
        return commits.stream()
                .filter(commit -> !commit.instant().isAfter(instant))
                .map(Commit::lsn)
                .reduce(Lsn.ZERO, (one, other) -> other);
    }

    private List<Commit> reached(RecoveryTarget target) {
        if (target instanceof RecoveryTarget.AtSnapshot at) {
            InMemorySnapshot snapshot = snapshots.get(at.snapshotId());
            if (snapshot == null) {
                throw DrException.of(
                        ErrorCode.NOT_FOUND, "restore " + name, "there is no snapshot '" + at.snapshotId() + "'");
            }
            return commits.subList(0, snapshot.commits());
        }
        if (target instanceof RecoveryTarget.AtInstant at) {
            return commits.stream()
                    .filter(commit -> !commit.instant().isAfter(at.instant()))
                    .toList();
        }
        if (target instanceof RecoveryTarget.AtLsn at) {
            return commits.stream()
                    .filter(commit -> !commit.lsn().isAfter(at.lsn()))
                    .toList();
        }
        return List.copyOf(commits);
    }

    private record Commit(Instant instant, Lsn lsn, String marker) {}
}
