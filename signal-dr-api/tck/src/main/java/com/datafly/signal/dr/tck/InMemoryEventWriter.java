package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.spi.EventWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Writes to the logs of an {@link InMemoryCluster}; what became of an event is told on another thread. */
final class InMemoryEventWriter implements EventWriter {

    private final InMemoryEventStreamDriver driver;
    private final @Nullable String identity;
    private final List<CompletableFuture<Void>> told = new ArrayList<>();
    private final ExecutorService teller = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "in-memory-writer");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable InMemoryTransaction transaction;
    private @Nullable DrException failed;

    InMemoryEventWriter(InMemoryEventStreamDriver driver, @Nullable String identity) {
        this.driver = driver;
        this.identity = identity;
    }

    @Override
    public void begin() {
        if (identity == null) {
            return;
        }
        driver.change("begin", cluster -> {
            requireNotFenced(cluster, "begin a transaction");
            if (transaction != null) {
                throw DrException.of(ErrorCode.FAILED_PRECONDITION, "begin a transaction", "the one before it goes on");
            }
            transaction = new InMemoryTransaction();
            return transaction;
        });
    }

    @Override
    public void append(NewEvent event, Appended appended) {
        if (identity != null && transaction == null && failed == null) {
            driver.enter("append", cluster -> {
                requireNotFenced(cluster, "write to " + event);
                return cluster;
            });
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, "write to " + event, "no transaction was begun");
        }
        if (failed != null) {
            return;
        }
        try {
            EventRecord written = driver.change("append", cluster -> {
                requireNotFenced(cluster, "write to " + event);
                EventRecord record =
                        cluster.state().append(event, cluster.clock().millis(), transaction);
                cluster.notifyAll();
                return record;
            });
            told.add(CompletableFuture.runAsync(() -> appended.at(written.partition(), written.offset()), teller));
        } catch (DrException e) {
            failed = e;
        }
    }

    @Override
    public void flush() {
        driver.change("flush", cluster -> cluster);
        settle();
    }

    /** Waits until everything was told, and throws the first failure; a writer without transactions then goes on. */
    private void settle() {
        told.forEach(CompletableFuture::join);
        told.clear();
        DrException failure = failed;
        if (failure != null) {
            if (identity == null) {
                failed = null;
            }
            throw failure;
        }
    }

    @Override
    public void commit() {
        settle();
        if (identity == null) {
            return;
        }
        driver.change("commit", cluster -> {
            requireNotFenced(cluster, "commit");
            if (transaction == null) {
                throw DrException.of(ErrorCode.FAILED_PRECONDITION, "commit", "no transaction was begun");
            }
            end(InMemoryTransaction.State.COMMITTED, cluster.clock().millis());
            cluster.notifyAll();
            return cluster;
        });
    }

    @Override
    public void abort() {
        if (identity == null) {
            return;
        }
        driver.change("abort", cluster -> {
            requireNotFenced(cluster, "abort");
            end(InMemoryTransaction.State.ABORTED, cluster.clock().millis());
            cluster.notifyAll();
            return cluster;
        });
        failed = null;
    }

    /** Ends the transaction, if one goes on. Whoever calls has the cluster's monitor. */
    void end(InMemoryTransaction.State outcome, long nowMillis) {
        if (transaction != null) {
            transaction.end(outcome, nowMillis);
            transaction = null;
        }
    }

    /** A cluster that does not answer ends the transaction when its time is over. */
    @Override
    public void close() {
        teller.shutdown();
        InMemoryCluster.find(driver.name()).ifPresent(cluster -> {
            synchronized (cluster) {
                if (!cluster.state().isDead()) {
                    end(InMemoryTransaction.State.ABORTED, cluster.clock().millis());
                    cluster.notifyAll();
                }
            }
        });
    }

    private void requireNotFenced(InMemoryCluster cluster, String operation) {
        if (identity != null && cluster.state().isFenced(identity, this)) {
            throw DrException.of(
                    ErrorCode.FENCED, operation, "another writer of the identity '" + identity + "' took over");
        }
    }
}
