package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.events.EventArchiveFixture.PREFIX;
import static com.datafly.signal.dr.events.EventArchiveFixture.SMALL;
import static com.datafly.signal.dr.events.EventArchiveFixture.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A restore takes in all that the archive has by now, and no less than what was sealed. */
class EventArchiveWholeRestoreTest {

    private static final String RAW = "events.raw";

    private final EventArchiveFixture fixture = new EventArchiveFixture();

    @BeforeEach
    void makeTopic() {
        fixture.cluster.topic(RAW, 2);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aRestoreThatHadEndedGoesOnToThePresentEndOfAnArchiveThatGrew() {
        archive(0, 10);
        RestoredTopic first = restore();
        archive(0, 7);
        archive(1, 3);

        RestoredTopic second = restore();

        assertThat(first.from().ranges()).extracting(ArchivedRange::next).containsExactly(10L);
        assertThat(first.records()).isEqualTo(10);
        assertThat(second.from().ranges()).extracting(ArchivedRange::next).containsExactly(17L, 3L);
        assertThat(second.records()).isEqualTo(20);
        requireAllRestored();
    }

    @Test
    void aRestoreThatFailedGoesOnToThePresentEndOfAnArchiveThatGrew() {
        archive(0, 400);
        List<String> segments = fixture.keys("segments");
        String last = segments.get(segments.size() - 1);
        byte[] good = fixture.content(last);
        fixture.replace(last, new byte[10]);
        assertThatThrownBy(this::restore).isInstanceOf(DrException.class);
        fixture.replace(last, good);
        archive(0, 50);

        RestoredTopic restored = restore();

        assertThat(restored.from().ranges()).extracting(ArchivedRange::next).containsExactly(450L);
        assertThat(restored.records()).isEqualTo(450);
        requireAllRestored();
    }

    @Test
    void aChainThatIsGoneAndOneWhoseEndIsGoneAreNamedBeforeAnythingIsWritten() {
        archive(0, 100);
        archive(1, 100);
        List<String> first = links(0);
        String last = first.get(first.size() - 1);
        List<String> second = links(1);
        remove(last);
        second.forEach(this::remove);

        DrException failure = refusal();

        assertThat(failure.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(failure)
                .hasMessageContaining(last)
                .hasMessageContaining(second.get(second.size() - 1))
                .hasMessageContaining("events.raw-0")
                .hasMessageContaining("events.raw-1");
        assertThat(failure.details()).containsEntry("object", last);
        assertThat(failure.hint()).get().asString().contains("whatIsLeft()");
        assertThat(fixture.dr.standbyEvents().topics()).isEmpty();
    }

    @Test
    void whatIsLeftOfAnArchiveThatWasCutIsRestoredOnRequestAndNoted() {
        archive(0, 100);
        archive(1, 100);
        List<String> first = links(0);
        String last = first.get(first.size() - 1);
        remove(last);
        TopicRestore left = TopicRestore.create(RAW, TopicRestore.Builder::whatIsLeft);

        RestoredTopic restored = fixture.elsewhere.restore(left);

        assertThat(restored.records()).isBetween(100L, 199L);
        assertThat(restored.from().ranges().get(0).next())
                .isEqualTo(fixture.other.events(RAW, 0).size())
                .isLessThan(100);
        assertThat(restored.notes()).anyMatch(note -> note.contains("what is left") && note.contains(last));
    }

    @Test
    void aLastLinkThatIsNotTheOneThatWasSealedIsNamed() {
        archive(0, 10);
        String link = links(0).get(0);
        byte[] sealed = fixture.content(link);
        fixture.keys("chains").forEach(this::remove);
        archiveWithoutSeal();
        assertThat(fixture.content(link)).isNotEqualTo(sealed);

        assertThat(refusal().details()).containsEntry("object", link);
    }

    @Test
    void aSealThatIsMissingBeforeOthersIsNamedForItMayHaveSealedTheRest() {
        archive(0, 10);
        archive(0, 10);
        archive(0, 10);
        String second = fixture.keys("seals").get(1);
        remove(second);

        DrException failure = refusal();

        assertThat(failure.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED);
        assertThat(failure.details()).containsEntry("object", second);
        assertThat(fixture.dr.standbyEvents().topics()).isEmpty();
    }

    @Test
    void whatWasLinkedAndNotYetSealedIsRestored() {
        archive(0, 10);
        fixture.fill(RAW, 0, 10);
        archiveWithoutSeal();

        assertThat(restore().records()).isEqualTo(20);
        requireAllRestored();
    }

    private void archive(int partition, int count) {
        fixture.fill(RAW, partition, count);
        fixture.archive.append(SMALL).orThrow();
    }

    /** The archiver dies after its last link. */
    private void archiveWithoutSeal() {
        ObjectStore noSeals = new BeforeWrite(fixture.store, key -> key.contains("/seals/"), () -> {
            throw DrException.of(ErrorCode.UNAVAILABLE, "write a seal", "the store is away");
        });
        EventArchive archive = fixture.dr.events().archive(noSeals, PREFIX);
        assertThatThrownBy(() -> archive.append(SMALL)).isInstanceOf(DrException.class);
    }

    private RestoredTopic restore() {
        return fixture.elsewhere.restore(TopicRestore.of(RAW));
    }

    private DrException refusal() {
        DrException failure = catchThrowableOfType(DrException.class, this::restore);
        assertThat(failure).isNotNull();
        return failure;
    }

    private List<String> links(int partition) {
        String part = String.format(Locale.ROOT, "/%06d/", partition);
        return fixture.keys("chains").stream().filter(key -> key.contains(part)).toList();
    }

    private void remove(String key) {
        fixture.store.delete(key, Precondition.none());
    }

    private void requireAllRestored() {
        for (int partition = 0; partition < 2; partition++) {
            assertThat(contents(fixture.other, RAW, partition)).isEqualTo(contents(fixture.cluster, RAW, partition));
        }
    }
}
