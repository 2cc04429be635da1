package com.datafly.signal.dr.events;

import static com.datafly.signal.dr.events.EventArchiveFixture.SMALL;
import static com.datafly.signal.dr.events.EventArchiveFixture.contents;
import static com.datafly.signal.dr.events.EventArchiveFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventArchiveRestoreTest {

    private static final AclRule RULE =
            new AclRule("TOPIC", "events.", "PREFIXED", "User:delivery", "*", "READ", "ALLOW");

    private final EventArchiveFixture fixture = new EventArchiveFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void groupsReadOnAtTheVeryEventThatWasNextWhateverTheOffsetsAre() {
        fixture.cluster.topic("events.raw", 2);
        writeInTransactions(60);
        fixture.cluster.deleteBefore("events.raw", 0, 11);
        List<EventRecord> there = fixture.cluster.events("events.raw", 0);
        for (EventRecord event : there) {
            fixture.cluster.commit("at-" + event.offset(), "events.raw", 0, event.offset());
        }
        long end = fixture.cluster.end("events.raw", 0);
        fixture.cluster
                .commit("behind", "events.raw", 0, 2)
                .commit("done", "events.raw", 0, end)
                .commit("done", "events.raw", 1, 0);
        fixture.archive.append(SMALL).orThrow();
        fixture.archive.exportMetadata();
        String[] groups = fixture.cluster.driver().groups().stream()
                .map(ConsumerGroup::name)
                .toArray(String[]::new);

        RestoredTopic restored = fixture.elsewhere.restore(
                TopicRestore.create("events.raw", more -> more.as("events.copy").groups(groups)));

        assertThat(restored.failedGroups()).isEmpty();
        for (EventRecord event : there) {
            long placed = placed(restored, "at-" + event.offset());
            assertThat(text(next(placed))).isEqualTo(text(event));
            assertThat(fixture.other.committed("at-" + event.offset(), "events.copy", 0))
                    .contains(GroupOffset.of(placed));
        }
        assertThat(text(next(placed(restored, "behind")))).isEqualTo(text(there.get(0)));
        long done = placed(restored, "done");
        assertThat(fixture.other.events("events.copy", 0)).allMatch(event -> event.offset() < done);
        assertThat(restored.groups().get("done")).containsEntry(new PartitionId("events.copy", 1), 0L);
    }

    private static long placed(RestoredTopic restored, String group) {
        Long offset = restored.groups().getOrDefault(group, Map.of()).get(new PartitionId("events.copy", 0));
        assertThat(offset).describedAs(group).isNotNull();
        return offset == null ? -1 : offset;
    }

    private EventRecord next(long offset) {
        return fixture.other.events("events.copy", 0).stream()
                .filter(event -> event.offset() >= offset)
                .findFirst()
                .orElseThrow();
    }

    /** Leaves markers and aborted events between the others. */
    private void writeInTransactions(int count) {
        try (EventStreamDriver driver = fixture.cluster.driver();
                EventWriter writer = driver.writer(WriterSettings.transactional("t"))) {
            for (int i = 0; i < count; i++) {
                writer.begin();
                for (int j = 0; j <= i % 3; j++) {
                    writer.append(NewEvent.of("events.raw", null, new byte[] {(byte) ('0' + i), (byte) ('0' + j)})
                            .partition(0));
                }
                if (i % 4 == 0) {
                    writer.abort();
                } else {
                    writer.commit();
                }
            }
        }
    }

    @Test
    void aRestoredTopicKeepsOldEventsAndSaysSo() {
        fixture.cluster.topic(
                "events.raw",
                1,
                Map.of("retention.ms", "1000", "message.timestamp.type", "LogAppendTime", "min.insync.replicas", "2"));
        fixture.fill("events.raw", 0, 3);
        fixture.archive.append(SMALL).orThrow();

        RestoredTopic restored = fixture.elsewhere.restore(TopicRestore.of("events.raw"));

        assertThat(restored.notes()).anyMatch(note -> note.contains("retention.ms=1000"));
        Map<String, TopicSetting> settings = fixture.other
                .driver()
                .settings(Set.of("events.raw"), Set.of())
                .orThrow()
                .getOrDefault("events.raw", Map.of());
        assertThat(settings)
                .containsEntry("retention.ms", new TopicSetting("-1", true))
                .containsEntry("message.timestamp.type", new TopicSetting("CreateTime", true));
    }

    @Test
    void aTopicWithEventsIsNotWrittenToUnlessTheCallerSaysSo() {
        fixture.cluster.topic("events.raw", 1);
        fixture.fill("events.raw", 0, 3);
        fixture.archive.append(SMALL).orThrow();

        refused(ErrorCode.ALREADY_EXISTS, fixture.archive, TopicRestore.of("events.raw"));
        assertThat(fixture.cluster.events("events.raw", 0)).hasSize(3);

        fixture.archive.restore(TopicRestore.create("events.raw", TopicRestore.Builder::intoNonEmpty));
        assertThat(fixture.cluster.events("events.raw", 0)).hasSize(6);
    }

    @Test
    void aTopicOfOtherPartitionsAnUnknownTopicAndAnInternalNameAreRefused() {
        fixture.cluster.topic("events.raw", 2);
        fixture.fill("events.raw", 0, 3);
        fixture.archive.append(SMALL).orThrow();
        fixture.other.topic("events.raw", 3);

        refused(ErrorCode.FAILED_PRECONDITION, fixture.elsewhere, TopicRestore.of("events.raw"));
        refused(ErrorCode.NOT_FOUND, fixture.elsewhere, TopicRestore.of("events.none"));
        refused(
                ErrorCode.INVALID_ARGUMENT,
                fixture.elsewhere,
                TopicRestore.create("events.raw", more -> more.as("__consumer_offsets")));
    }

    @Test
    void aTopicThatIsRemovedAfterItsRestoreIsRestoredAgain() {
        fixture.cluster.topic("events.raw", 1);
        fixture.fill("events.raw", 0, 3);
        fixture.archive.append(SMALL).orThrow();
        fixture.elsewhere.restore(TopicRestore.of("events.raw"));
        fixture.other.deleteTopic("events.raw");

        assertThat(fixture.elsewhere.restore(TopicRestore.of("events.raw")).records())
                .isEqualTo(3);
        assertThat(contents(fixture.other, "events.raw", 0)).isEqualTo(contents(fixture.cluster, "events.raw", 0));
    }

    @Test
    void aGroupThatConsumesOrHasReadTheTopicIsNotMoved() {
        fixture.cluster.topic("events.raw", 1);
        fixture.fill("events.raw", 0, 3);
        fixture.cluster.commit("delivery", "events.raw", 0, 2).commit("busy", "events.raw", 0, 2);
        fixture.archive.append(SMALL).orThrow();
        fixture.archive.exportMetadata();
        fixture.other.topic("events.raw", 1);
        fixture.other.commit("delivery", "events.raw", 0, 0).members("busy", 1);

        RestoredTopic restored = fixture.elsewhere.restore(
                TopicRestore.create("events.raw", more -> more.groups("delivery", "busy", "unknown")));

        assertThat(restored.groups()).isEmpty();
        Map<String, ErrorCode> codes = new TreeMap<>();
        restored.failedGroups().forEach((group, failure) -> codes.put(group, failure.code()));
        assertThat(codes)
                .isEqualTo(Map.of(
                        "delivery", ErrorCode.ALREADY_EXISTS,
                        "busy", ErrorCode.FAILED_PRECONDITION,
                        "unknown", ErrorCode.NOT_FOUND));
        assertThat(restored.records()).isEqualTo(3);
    }

    @Test
    void whatAClusterKnowsIsKeptAndBroughtBackWithoutChangingWhatIsThere() {
        fixture.cluster.topic("events.raw", 2, Map.of("retention.ms", "1000")).topic("events.dlq", 1);
        fixture.cluster.commit("delivery", "events.raw", 1, 0);
        try (EventStreamDriver driver = fixture.cluster.driver()) {
            driver.addAcls(List.of(RULE));
        }
        fixture.other.topic("events.dlq", 4);

        ClusterMetadata exported = fixture.archive.exportMetadata();

        assertThat(exported.unread()).isEmpty();
        assertThat(fixture.archive.metadata()).singleElement().hasToString(exported.toString());
        MetadataPlan plan =
                fixture.elsewhere.planMetadata(fixture.elsewhere.metadata().get(0));
        assertThat(plan.topics()).extracting(TopicSpec::name).containsExactly("events.raw");
        assertThat(plan.acls()).containsExactly(RULE);
        assertThat(plan.groups()).isEmpty();
        assertThat(plan.notes()).hasSize(2).anyMatch(note -> note.contains("events.dlq has 4 partitions, not 1"));

        assertThat(fixture.elsewhere.restoreMetadata(plan)).isEmpty();

        assertThat(fixture.elsewhere.planMetadata(exported).isEmpty()).isTrue();
        assertThat(fixture.elsewhere.restoreMetadata(plan)).isEmpty();
        assertThat(fixture.archive.planMetadata(exported).isEmpty()).isTrue();
    }

    @Test
    void whatMayNotBeReadIsSaid() {
        fixture.cluster.topic("events.raw", 1).disable(EventCapability.READ_ACLS, "there are none");

        assertThat(fixture.archive.exportMetadata().unread())
                .singleElement()
                .asString()
                .startsWith("access rules: ");
    }

    private static void refused(ErrorCode code, EventArchive archive, TopicRestore restore) {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> archive.restore(restore))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
