package com.datafly.signal.dr.aws.testing.internal.rds;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    private static final Comparator<Task> ORDER = Comparator.comparing(Task::due).thenComparing(Task::order);

    private final Executor threads;
    private final List<Task> tasks = new ArrayList<>();
    private long order;

    Agenda(Executor threads) {
        this.threads = threads;
    }

    /** Lets {@code then} happen at {@code due}. */
    public void at(Instant due, Runnable then) {
        tasks.add(new Task(order++, due, CompletableFuture.completedFuture(""), outcome -> then.run()));
    }

    /**
     * Begins to move data, and lets {@code then} happen at {@code due} or when the data were moved, whichever is later.
     *
     * @param then gets the failure if the data could not be moved
     */
    public void at(Instant due, Runnable work, Consumer<Optional<Throwable>> then) {
        tasks.add(new Task(order++, due, CompletableFuture.runAsync(work, threads), then));
    }

    /**
     * Lets happen what is due.
     *
     * @return data that are still being moved though their time is over, if there are any
     */
    Optional<CompletableFuture<?>> settle(Instant now) {
        Predicate<Task> due = task -> !task.due().isAfter(now);
        Optional<Task> next = first(due.and(Task::isReady));
        while (next.isPresent()) {
            tasks.remove(next.get());
            next.get().then().accept(failure(next.get().work()));
            next = first(due.and(Task::isReady));
        }
        return first(due).map(Task::work);
    }

    private Optional<Task> first(Predicate<Task> wanted) {
        return tasks.stream().filter(wanted).min(ORDER);
    }

    private static Optional<Throwable> failure(CompletableFuture<?> work) {
        return work.handle((done, failure) -> Optional.<Throwable>ofNullable(failure)).join();
    }

    private record Task(long order, Instant due, CompletableFuture<?> work, Consumer<Optional<Throwable>> then) {

        boolean isReady() {
            return work.isDone();
        }
    }
}
