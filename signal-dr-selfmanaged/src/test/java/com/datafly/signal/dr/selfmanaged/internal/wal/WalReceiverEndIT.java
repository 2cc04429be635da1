package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.wal.DurableSteps.Step;
import com.datafly.signal.dr.selfmanaged.server.Waiting;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a receiver ends when it cannot end in order. */
class WalReceiverEndIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static WalSource source;
    private static ObjectStore store;

    @BeforeAll
    static void startServer() {
        store = FileSystemObjectStore.open(directory.resolve("store"));
        source = WalSource.create(
                18, directory, builder -> builder.walSegmentSizeMegabytes(1).setting("fsync", "off"));
    }

    @AfterAll
    static void stopServer() {
        source.close();
        store.close();
    }

    @Test
    void aSpoolThatIsStillWorkedOnStaysLockedAfterClosing() throws InterruptedException {
        CountDownLatch archiving = new CountDownLatch(1);
        CountDownLatch hold = new CountDownLatch(1);
        WalReceiver receiver = receiver("held", step -> {
            if (step == Step.ARCHIVED) {
                archiving.countDown();
                await(hold);
            }
        });
        try {
            receiver.awaitStreaming(SOON);
            source.sql("select pg_switch_wal()", "create table if not exists t(id int)");
            archiving.await();
            // One who is interrupted does not wait for the threads, just as one whose patience is over.
            Thread.currentThread().interrupt();
            receiver.close();
            assertThat(Thread.interrupted()).isTrue();

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> receiver("held", DurableSteps.UNOBSERVED))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        } finally {
            hold.countDown();
            receiver.close();
        }
        try (WalReceiver next = receiver("held", DurableSteps.UNOBSERVED)) {
            next.awaitStreaming(SOON);
        }
    }

    @Test
    void anErrorInTheReceivingThreadIsAFailureThatIsSeen() {
        try (WalReceiver receiver = receiver("broken", step -> {
            if (step == Step.CREATED) {
                throw new AssertionError("a defect of the receiver");
            }
        })) {
            Waiting.until(SOON, () -> receiver.status().state() == ReceiverState.FAILED);

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> receiver.awaitStreaming(Duration.ofMillis(1)))
                    .withMessageContaining("a defect of the receiver")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
        }
    }

    private static WalReceiver receiver(String name, DurableSteps steps) {
        Repository repository = Repository.open(store, source.identity().systemIdentifier());
        ReceiverOptions options = ReceiverOptions.create(name, directory.resolve(name), more -> {});
        return WalReceiver.start(source.endpoint(), repository, options, steps);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
