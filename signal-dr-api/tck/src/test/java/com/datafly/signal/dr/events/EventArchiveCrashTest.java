package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.events.EventArchiveFixture.PREFIX;
import static com.datafly.signal.dr.events.EventArchiveFixture.SMALL;
import static com.datafly.signal.dr.events.EventArchiveFixture.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.verify.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventArchiveCrashTest {

    @ParameterizedTest
    @EnumSource(
            value = DyingStore.Moment.class,
            names = {"BEFORE", "AFTER"})
    void aCrashBetweenAnyTwoWritesLeavesAnArchiveThatIsSoundAndGoesOn(DyingStore.Moment moment) {
        int survived = 0;
        boolean died = true;
        while (died) {
            try (EventArchiveFixture fixture = new EventArchiveFixture()) {
                fixture.cluster.topic("events.raw", 2);
                fixture.fill("events.raw", 0, 150);
                fixture.fill("events.raw", 1, 50);
                DyingStore dying = new DyingStore(fixture.store, survived, moment);
                try {
                    fixture.dr.events().archive(dying, PREFIX).append(SMALL);
                    died = false;
                } catch (DrException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                }
                requireSoundAndWhole(fixture, survived);
            }
            survived++;
        }
        assertThat(survived).isGreaterThan(10);
    }

    private static void requireSoundAndWhole(EventArchiveFixture fixture, int survived) {
        assertThat(fixture.archive.verify().findings()).isEmpty();
        fixture.fill("events.raw", 0, 10);

        ArchiveReport report = fixture.archive.append(SMALL).orThrow();

        ArchiveCheck check = fixture.archive.verify(report.seal());
        assertThat(check.verdict()).describedAs("after %s writes", survived).isEqualTo(Verdict.PASSED);
        assertThat(check.ranges()).extracting(ArchivedRange::next).containsExactly(160L, 50L);
        assertThat(check.ranges())
                .allSatisfy(range -> assertThat(range.amount().records()).isEqualTo(range.next()));
        assertThat(check.leftovers()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aRepeatedUploadIsTheSameObject() {
        try (EventArchiveFixture fixture = new EventArchiveFixture()) {
            fixture.cluster.topic("events.raw", 1);
            fixture.fill("events.raw", 0, 20);
            DyingStore dying = new DyingStore(fixture.store, 2, DyingStore.Moment.BEFORE);
            assertThatThrownBy(() -> fixture.dr.events().archive(dying, PREFIX).append(SMALL))
                    .isInstanceOf(DrException.class);
            Set<String> before = keys(fixture);

            fixture.archive.append(SMALL).orThrow();

            assertThat(before).hasSize(2);
            assertThat(keys(fixture)).hasSize(4).containsAll(before);
            assertThat(fixture.archive.verify().leftovers()).isEmpty();
        }
    }

    @Test
    void anAnswerThatWasLostIsLookedForAndNotTakenForAnotherArchiver() {
        try (EventArchiveFixture fixture = new EventArchiveFixture()) {
            fixture.cluster.topic("events.raw", 1);
            fixture.fill("events.raw", 0, 100);
            DyingStore forgetful = new DyingStore(fixture.store, 0, DyingStore.Moment.ANSWERS_LOST);

            ArchiveReport report =
                    fixture.dr.events().archive(forgetful, PREFIX).append(SMALL).orThrow();

            assertThat(report.amount().records()).isEqualTo(100);
            assertThat(fixture.archive.verify(report.seal()).verdict()).isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void aRestoreThatFailedGoesOnAndWritesNothingTwice() {
        try (EventArchiveFixture fixture = new EventArchiveFixture()) {
            fixture.cluster.topic("events.raw", 1);
            fixture.fill("events.raw", 0, 400);
            fixture.archive.append(SMALL).orThrow();
            List<String> segments = fixture.keys("segments");
            String last = segments.get(segments.size() - 1);
            byte[] good = fixture.content(last);
            byte[] bad = good.clone();
            bad[bad.length / 2] ^= 1;
            fixture.replace(last, bad);
            assertThatThrownBy(() -> fixture.elsewhere.restore(TopicRestore.of("events.raw")))
                    .isInstanceOfSatisfying(DrException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
                        assertThat(e.details()).containsEntry("object", last);
                    });
            fixture.replace(last, good);

            RestoredTopic restored = fixture.elsewhere.restore(TopicRestore.of("events.raw"));

            assertThat(restored.records()).isEqualTo(400);
            assertThat(contents(fixture.other, "events.raw", 0)).isEqualTo(contents(fixture.cluster, "events.raw", 0));
            fixture.elsewhere.restore(TopicRestore.of("events.raw"));
            assertThat(fixture.other.events("events.raw", 0)).hasSize(400);
        }
    }

    private static Set<String> keys(EventArchiveFixture fixture) {
        return fixture.store.list("", "", 1000).stream().map(ObjectInfo::key).collect(Collectors.toSet());
    }
}
