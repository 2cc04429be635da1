package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.events.EventArchiveFixture.PREFIX;
import static com.datafly.signal.dr.events.EventArchiveFixture.SMALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An archive that follows topics, while these and the store have their accidents. */
class EventArchiveTailTest {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final EventArchiveFixture fixture = new EventArchiveFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aLogThatWasCutAndWrittenPastItsEndBetweenTwoRoundsIsNotArchivedOn() {
        fixture.cluster.topic("events.raw", 1);
        fixture.fill("events.raw", 0, 100);
        try (ArchiveTail tail = fixture.archive.follow(SMALL, INTERVAL)) {
            await(() -> tail.rounds() >= 2);
            synchronized (fixture.cluster) {
                fixture.cluster.truncate("events.raw", 0, 90);
                for (int i = 0; i < 30; i++) {
                    fixture.cluster.write("events.raw", 0, "key", "another " + i);
                }
            }

            await(() -> tail.failure().isPresent());

            assertThat(tail.failure().orElseThrow()).satisfies(e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
                assertThat(e.problem()).contains("offset 99").contains("truncated");
            });
        }
        assertThat(fixture.archive.verify().orThrow().ranges().get(0).amount().records())
                .isEqualTo(100);
    }

    @Test
    void whatARoundLinkedBeforeItFailedIsSealedByTheNext() {
        fixture.cluster.topic("events.raw", 2);
        fixture.fill("events.raw", 0, 50);
        fixture.fill("events.raw", 1, 50);
        AtomicBoolean away = new AtomicBoolean();
        ObjectStore store = new BeforeWrite(fixture.store, key -> key.contains("/seals/") && away.get(), () -> {
            throw DrException.of(ErrorCode.UNAVAILABLE, "write a seal", "the store is away");
        });
        EventArchive archive = fixture.dr.events().archive(store, PREFIX);
        try (ArchiveTail tail = archive.follow(SMALL, INTERVAL)) {
            await(() -> tail.rounds() >= 1);
            away.set(true);
            fixture.fill("events.raw", 0, 50);
            await(() -> tail.failure().isPresent());
            away.set(false);
            fixture.fill("events.raw", 1, 50);
            await(() -> tail.failure().isEmpty());
        }
        String seal = archive.append(SMALL).seal();
        List<String> links = fixture.keys("chains").stream()
                .filter(key -> key.contains("/000000/"))
                .toList();
        fixture.store.delete(links.get(links.size() - 1), Precondition.none());

        assertThat(fixture.archive.verify(seal).findings()).isNotEmpty();
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
