package com.datafly.signal.dr.tck;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Databases whose content is a list of markers. They answer no SQL; tests write and read through this class.
 *
 * @since 0.1
 */
public final class InMemoryDataPlane implements DataPlane {

    private final Clock clock;
    private final Map<String, Contents> databases = new HashMap<>();
    private final Map<String, List<Commit>> snapshots = new HashMap<>();

    private InMemoryDataPlane(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
    }

    /** Creates a place without databases, whose commits happen by {@code clock}. */
    public static InMemoryDataPlane create(Clock clock) {
        return new InMemoryDataPlane(clock);
    }

    /**
     * Commits a marker.
     *
     * @return when that was: now, or just after the commit before it, so that no two are at the same instant
     */
    public synchronized Instant write(String database, String marker) {
        Contents contents = live(database);
        if (contents.stopped) {
            throw new IllegalStateException("database '" + database + "' is stopped");
        }
        Instant now = clock.instant();
        Instant last = contents.lastChange();
        Instant committed = now.isAfter(last) ? now : last.plusNanos(1000);
        contents.commits.add(new Commit(committed, marker));
        return committed;
    }

    /** Returns the markers that a database holds, in the order of their commits. */
    public synchronized List<String> markers(String database) {
        return live(database).commits.stream().map(Commit::marker).toList();
    }

    @Override
    public synchronized void create(String database, Login login) {
        requireNonNull(login, "login");
        add(database, List.of());
    }

    @Override
    public synchronized void snapshot(String database, String snapshot) {
        if (snapshots.putIfAbsent(snapshot, List.copyOf(live(database).commits)) != null) {
            throw new IllegalStateException("there was a snapshot '" + snapshot + "' before");
        }
    }

    @Override
    public synchronized void deleteSnapshot(String snapshot) {
        requireSnapshot(snapshot);
        snapshots.remove(snapshot);
    }

    @Override
    public synchronized void restore(String snapshot, String database) {
        add(database, requireSnapshot(snapshot));
    }

    @Override
    public synchronized void recover(String source, Optional<Instant> target, String database) {
        Contents past = past(source);
        Instant until = target.orElseGet(() -> past.latest(clock.instant()));
        if (until.isBefore(past.createdAt) || until.isAfter(past.latest(clock.instant()))) {
            throw new IllegalArgumentException(until + " of '" + source + "' cannot be recovered");
        }
        add(
                database,
                past.commits.stream()
                        .filter(commit -> !commit.instant().isAfter(until))
                        .toList());
    }

    @Override
    public synchronized Optional<Reach> reach(String source) {
        return Optional.ofNullable(databases.get(source))
                .map(past -> new Reach(past.createdAt, past.latest(clock.instant())));
    }

    @Override
    public synchronized void restart(String database) {
        live(database);
    }

    @Override
    public synchronized void stop(String database) {
        live(database).stopped = true;
    }

    @Override
    public synchronized void start(String database) {
        live(database).stopped = false;
    }

    @Override
    public synchronized void delete(String database) {
        Contents contents = live(database);
        contents.deletedAt = contents.latest(clock.instant());
    }

    @Override
    public synchronized void forget(String database) {
        if (past(database).deletedAt == null) {
            throw new IllegalStateException("database '" + database + "' was not deleted");
        }
        databases.remove(database);
    }

    @Override
    public Optional<InetSocketAddress> endpoint(String database) {
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        databases.clear();
        snapshots.clear();
    }

    private void add(String database, List<Commit> commits) {
        if (databases.containsKey(database)) {
            throw new IllegalStateException("there was a database '" + database + "' before");
        }
        databases.put(database, new Contents(clock.instant(), commits));
    }

    private Contents live(String database) {
        Contents contents = past(database);
        if (contents.deletedAt != null) {
            throw new IllegalStateException("database '" + database + "' was deleted");
        }
        return contents;
    }

    private Contents past(String database) {
        Contents contents = databases.get(database);
        if (contents == null) {
            throw new IllegalStateException("there is no database '" + database + "'");
        }
        return contents;
    }

    private List<Commit> requireSnapshot(String snapshot) {
        List<Commit> commits = snapshots.get(snapshot);
        if (commits == null) {
            throw new IllegalStateException("there is no snapshot '" + snapshot + "'");
        }
        return commits;
    }

    private record Commit(Instant instant, String marker) {}

    /** What one database holds and held. */
    private static final class Contents {
        private final Instant createdAt;
        private final List<Commit> commits;
        private boolean stopped;
        private @Nullable Instant deletedAt;

        Contents(Instant createdAt, List<Commit> commits) {
            this.createdAt = createdAt;
            this.commits = new ArrayList<>(commits);
        }

        Instant lastChange() {
            Instant last = commits.isEmpty()
                    ? createdAt
                    : commits.get(commits.size() - 1).instant();
            return last.isAfter(createdAt) ? last : createdAt;
        }

        /** Returns the last instant that can be recovered: now or, of a deleted one, that of its end. */
        Instant latest(Instant now) {
            Instant end = deletedAt == null ? now : deletedAt;
            return end.isAfter(lastChange()) ? end : lastChange();
        }
    }
}
