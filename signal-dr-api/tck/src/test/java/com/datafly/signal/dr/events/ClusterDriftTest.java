package com.datafly.signal.dr.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.ClusterDifference.Kind;
import com.datafly.signal.dr.tck.InMemoryCluster;
import com.datafly.signal.dr.tck.InMemoryMirror;
import com.datafly.signal.dr.tck.SettableClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterDriftTest {

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final InMemoryCluster primary = InMemoryCluster.create("drift-primary", clock);
    private final InMemoryCluster standby = InMemoryCluster.create("drift-standby", clock);
    private final InMemoryMirror mirror =
            InMemoryMirror.between(primary, standby).alias("primary");
    private SignalDr dr;

    @BeforeEach
    void open() {
        dr = SignalDr.builder()
                .events(primary.address())
                .standbyEvents(standby.address())
                .clock(clock)
                .timeSource(clock)
                .build();
    }

    @AfterEach
    void close() {
        dr.close();
        mirror.close();
        standby.close();
        primary.close();
    }

    @Test
    void aFaithfulCopyDoesNotDiffer() {
        primary.topic("events.raw", 3, Map.of("retention.ms", "1000"));
        standby.topic("primary.events.raw", 3, Map.of("retention.ms", "1000"))
                .topic("the-standbys-own", 1)
                .topic("signal-dr.state", 1)
                .topic("mm2-offset-syncs.primary.internal", 1);

        ClusterDrift drift = drift();

        assertThat(drift.differences()).isEmpty();
        assertThat(drift.none()).isTrue();
        assertThat(drift).hasToString("no difference\n");
    }

    @Test
    void topicsAndPartitionsThatDifferAreReportedByTheSourcesNames() {
        primary.topic("events.dlq", 1).topic("events.processed", 4).topic("signal-dr.state", 1);
        standby.topic("primary.events.gone", 2).topic("primary.events.processed", 2);

        assertThat(drift().differences())
                .containsExactly(
                        new ClusterDifference(Kind.TOPIC_MISSING, "events.dlq", "1 partition", "", ""),
                        new ClusterDifference(Kind.PARTITIONS, "events.processed", "4", "2", ""),
                        new ClusterDifference(
                                Kind.TOPIC_EXTRA,
                                "events.gone",
                                "",
                                "2 partitions",
                                "what is deleted at the source stays at the standby"));
    }

    @Test
    void settingsThatDifferAreReportedAndThoseOfOneClusterAreExpectedTo() {
        primary.topic("events.raw", 1, Map.of("retention.ms", "1000", "min.insync.replicas", "2"));
        standby.topic("primary.events.raw", 1, Map.of("cleanup.policy", "compact"));

        ClusterDrift drift = drift();

        assertThat(drift.differences())
                .filteredOn(difference -> difference.kind() == Kind.SETTING)
                .extracting(ClusterDifference::subject)
                .containsExactly(
                        "events.raw cleanup.policy", "events.raw min.insync.replicas", "events.raw retention.ms");
        assertThat(drift.unexpected())
                .extracting(ClusterDifference::subject)
                .containsExactly("events.raw cleanup.policy", "events.raw retention.ms");
    }

    @Test
    void rulesThatDifferAreReportedWithWhatNobodyCopies() {
        primary.topic("events.raw", 1);
        standby.topic("primary.events.raw", 1);
        primary.driver()
                .addAcls(List.of(
                        rule("TOPIC", "events.raw", "User:reader", "READ"),
                        rule("TOPIC", "events.raw", "User:writer", "WRITE"),
                        rule("TOPIC", "*", "User:auditor", "DESCRIBE"),
                        rule("GROUP", "delivery", "User:reader", "READ")));
        standby.driver()
                .addAcls(List.of(
                        rule("TOPIC", "*", "User:auditor", "DESCRIBE"),
                        rule("TOPIC", "primary.events.raw", "User:stranger", "READ")));

        ClusterDrift drift = drift();

        assertThat(drift.differences())
                .extracting(ClusterDifference::kind, ClusterDifference::subject)
                .containsExactly(
                        tuple(Kind.RULE_MISSING, "User:reader READ GROUP delivery"),
                        tuple(Kind.RULE_MISSING, "User:reader READ TOPIC primary.events.raw"),
                        tuple(Kind.RULE_MISSING, "User:writer WRITE TOPIC primary.events.raw"),
                        tuple(Kind.RULE_EXTRA, "User:stranger READ TOPIC primary.events.raw"));
        assertThat(drift.differences().get(0).expected()).contains("only rules of topics");
        assertThat(drift.differences().get(2).expected()).contains("permission to write");
        assertThat(drift.unexpected()).hasSize(2);
        assertThat(drift.toString())
                .contains("RULE_MISSING User:writer WRITE TOPIC primary.events.raw: ALLOW at the source");
    }

    @Test
    void whatCannotBeReadIsNotTakenForTheSame() {
        primary.topic("events.raw", 1);
        standby.topic("primary.events.raw", 1)
                .disable(EventCapability.READ_ACLS, "no authorizer")
                .disable(EventCapability.READ_SETTINGS, "the tier has none");

        ClusterDrift drift = drift();

        assertThat(drift.differences()).isEmpty();
        assertThat(drift.none()).isFalse();
        assertThat(drift.notCompared())
                .containsExactly(
                        "settings of topics: memory:drift-standby: the tier has none",
                        "access rules: memory:drift-standby: no authorizer");
    }

    @Test
    void withNamesKeptTopicsAreComparedAsTheyAre() {
        mirror.keepNames();
        primary.topic("events.raw", 1);
        standby.topic("events.raw", 1).topic("only.here", 1);

        assertThat(drift().differences())
                .extracting(ClusterDifference::kind, ClusterDifference::subject)
                .containsExactly(tuple(Kind.TOPIC_EXTRA, "only.here"));
    }

    @Test
    void aSourceThatIsLostCannotBeCompared() {
        primary.kill();

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(this::drift)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    private ClusterDrift drift() {
        return dr.standbyEvents().driftFrom(dr.events());
    }

    private static AclRule rule(String type, String resource, String principal, String operation) {
        return new AclRule(type, resource, "LITERAL", principal, "*", operation, "ALLOW");
    }
}
