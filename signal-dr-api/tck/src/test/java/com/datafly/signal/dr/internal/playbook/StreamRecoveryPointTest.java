package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.TwinClusters.TOPIC;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.playbook.FailoverSteps;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.GuardKind;
import com.datafly.signal.dr.playbook.GuardResult;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.playbook.step.LossDeclared;
import com.datafly.signal.dr.playbook.step.PartitionOffset;
import com.datafly.signal.dr.playbook.step.ProducersFrozen;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recovery point of a failover of an event stream, as its report grades it. */
class StreamRecoveryPointTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private TwinClusters clusters;
    private final AtomicReference<@Nullable LossDeclared> declared = new AtomicReference<>();

    @BeforeEach
    void open() {
        clusters = new TwinClusters(directory);
        clusters.mirror.keepNames();
        clusters.mirrored();
    }

    @AfterEach
    void close() {
        clusters.close();
    }

    @Test
    void nothingLostIsARecoveryPointOfZero() {
        clusters.primary.kill();

        Grade grade = failover(Duration.ZERO, 100, now());

        assertThat(grade.achieved()).contains(Duration.ZERO);
        assertThat(grade.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(waited()).contains(Duration.ZERO);
    }

    @Test
    void whatOnlyItsProducersHaveSeenWasWrittenSinceTheNewestCopy() {
        clusters.clock.advance(Duration.ofSeconds(30));
        clusters.primary.kill();

        Grade grade = failover(HOUR, 120, now());

        assertThat(waited()).isEmpty();
        assertThat(grade.achieved()).contains(Duration.ofSeconds(30));
        assertThat(grade.verdict()).as(grade.summary()).isEqualTo(Verdict.PASSED);
        assertThat(grade.summary()).contains("20 events, by the producers' count");
    }

    @Test
    void anObjectiveOfZeroIsMissedByTheFirstEvent() {
        clusters.primary.kill();

        assertThat(failover(Duration.ZERO, 101, now()).verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void whatMayHaveBeenLostWithinTheObjectiveOrNotIsUnproven() {
        clusters.clock.advance(Duration.ofSeconds(30));
        clusters.primary.kill();

        Grade grade = failover(Duration.ofSeconds(10), 101, now());

        assertThat(grade.achieved()).contains(Duration.ofSeconds(30));
        assertThat(grade.verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void whatSurelyWaitedForLongerThanTheObjectiveFails() {
        fallBehind();

        Grade grade = failover(Duration.ofSeconds(10), 120, now());

        assertThat(waited().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(grade.achieved().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofSeconds(31));
        assertThat(grade.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void betweenTwoLooksAtALostSourceNobodyKnowsHowLongAnEventWaited() {
        fallBehind();
        clusters.primary.kill();

        assertThat(failover(Duration.ofSeconds(10), 120, now()).verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    private void fallBehind() {
        clusters.mirror.stop();
        clusters.produce(clusters.primary, TOPIC, 20);
        clusters.clock.advance(Duration.ofSeconds(1));
        clusters.look();
        clusters.clock.advance(Duration.ofSeconds(30));
        clusters.look();
    }

    @Test
    void clocksThatDisagreeTellNoRecoveryPoint() {
        clusters.primary.kill();

        Grade grade = failover(HOUR, 120, now().minusSeconds(60));

        assertThat(grade.achieved()).isEmpty();
        assertThat(grade.verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void whoMayNotReadSettingsDeclaresTheLossAllTheSame() {
        clusters.primary.kill();
        clusters.standby
                .faults()
                .next("settings", DrException.of(ErrorCode.PERMISSION_DENIED, "settings", "not for you"));

        Grade grade = failover(HOUR, 120, now());

        assertThat(grade.summary()).contains("20 events, by the producers' count");
        assertThat(grade.verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aStandbyThatGivesEventsItsOwnTimeTellsNoRecoveryPoint() {
        Map<String, Optional<String>> itsOwnTime = Map.of("message.timestamp.type", Optional.of("LogAppendTime"));
        assertThat(clusters.standby.driver().changeSettings(Map.of(TOPIC, itsOwnTime), false))
                .isEmpty();
        clusters.primary.kill();

        Grade grade = failover(HOUR, 120, now());

        assertThat(grade.achieved()).isEmpty();
        assertThat(grade.verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    /** Returns for how long the run says that the oldest lost event had waited. */
    private Optional<Duration> waited() {
        return requireNonNull(declared.get()).waited();
    }

    private Instant now() {
        return clusters.clock.instant();
    }

    /** Runs it with the producers' count, and returns how the report grades the recovery point. */
    private Grade failover(Duration rpo, long acknowledged, Instant lastAcknowledgedAt) {
        PartitionOffset end = PartitionOffset.of(new PartitionId(TOPIC, 0), acknowledged);
        Step freeze = MirroredProduct.hook(
                "freeze",
                ProducersFrozen.class,
                () -> new ProducersFrozen(List.of(end), Optional.of(lastAcknowledgedAt)));
        clusters.run(Playbook.define(
                "loss",
                playbook -> playbook.objectives(new RecoveryObjectives(rpo, HOUR))
                        .step(freeze)
                        .step(FailoverSteps.declareLoss("loss", Optional.of("freeze"), Duration.ofMillis(100)))
                        .step(Steps.gate("tell", new Told(declared)).after("loss"))));
        return clusters.recoveryPoint();
    }

    /** Tells the test what was declared. */
    private record Told(AtomicReference<@Nullable LossDeclared> declared) implements Guard {
        @Override
        public String name() {
            return "told";
        }

        @Override
        public GuardKind kind() {
            return GuardKind.CONDITION;
        }

        @Override
        public GuardResult check(StepContext context) {
            context.output("loss", LossDeclared.class).ifPresent(declared::set);
            return GuardResult.passed("told");
        }
    }
}
