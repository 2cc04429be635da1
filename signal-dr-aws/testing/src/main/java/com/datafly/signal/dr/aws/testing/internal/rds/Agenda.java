package com.datafly.signal.dr.aws.testing.internal.rds;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What will happen when. Things happen when somebody looks, in the order in which they are due; data are moved
 * meanwhile by other threads.
 *
 * <p>Guarded by the lock of the {@link World}.
 */
public final class Agenda {

    private static final Comparator<Task> ORDER =
            Comparator.comparing(Task::due).thenComparingLong(Task::order);

    private final Executor threads;
    private final List<Task> tasks = new ArrayList<>();
    private final Map<String, CompletableFuture<?>> underWay = new HashMap<>();
    private long order;
    private Optional<Instant> happening = Optional.empty();

    Agenda(Executor threads) {
        this.threads = threads;
    }

    /** Lets {@code then} happen at {@code due}. */
    public void at(Instant due, Runnable then) {
        tasks.add(new Task(order++, due, CompletableFuture.completedFuture(""), outcome -> then.run()));
    }

    /**
     * Begins to move data, and lets {@code then} happen at {@code due} or when the data were moved, whichever is later.
     * Work on the same database is done one after the other.
     *
     * @param database whose data they are
     * @param then gets the failure if the data could not be moved
     */
    public void at(Instant due, String database, Runnable work, Consumer<Optional<Throwable>> then) {
        CompletableFuture<?> before = underWay.getOrDefault(database, CompletableFuture.completedFuture(""));
        CompletableFuture<?> moving = before.handle((done, failure) -> "").thenRunAsync(work, threads);
        underWay.put(database, moving);
        tasks.add(new Task(order++, due, moving, then));
    }

    /**
     * Lets happen what is due.
     *
     * @param inOrder whether nothing happens before what was due earlier
     * @return data that are still being moved though their time is over, if there are any
     */
    Optional<CompletableFuture<?>> settle(Instant now, boolean inOrder) {
        Predicate<Task> due = task -> !task.due().isAfter(now);
        Optional<Task> next = first(inOrder ? due : due.and(Task::isReady));
        while (next.isPresent() && next.get().isReady()) {
            tasks.remove(next.get());
            happening = Optional.of(next.get().due());
            next.get().then().accept(failure(next.get().work()));
            next = first(inOrder ? due : due.and(Task::isReady));
        }
        happening = Optional.empty();
        return first(due).map(Task::work);
    }

    /** Returns when what is just happening was due; empty if nothing is. */
    Optional<Instant> happening() {
        return happening;
    }

    private Optional<Task> first(Predicate<Task> wanted) {
        return tasks.stream().filter(wanted).min(ORDER);
    }

    private static Optional<Throwable> failure(CompletableFuture<?> work) {
        return work.handle((done, failure) -> Optional.<Throwable>ofNullable(failure))
                .join();
    }

    private record Task(long order, Instant due, CompletableFuture<?> work, Consumer<Optional<Throwable>> then) {

        boolean isReady() {
            return work.isDone();
        }
    }
}
