package com.datafly.signal.dr.internal.observe;

import static com.datafly.signal.dr.internal.observe.Events.AT;
import static com.datafly.signal.dr.internal.observe.Events.RUN;
import static com.datafly.signal.dr.internal.observe.Events.observed;
import static com.datafly.signal.dr.internal.observe.Events.runStarted;
import static com.datafly.signal.dr.internal.observe.Events.stepFinished;
import static com.datafly.signal.dr.internal.observe.Events.stepStarted;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunEvent.ApprovalGiven;
import com.datafly.signal.dr.playbook.RunEvent.ClockJumped;
import com.datafly.signal.dr.playbook.RunEvent.DeadlinePassed;
import com.datafly.signal.dr.playbook.RunEvent.RunFinished;
import com.datafly.signal.dr.playbook.RunEvent.RunLost;
import com.datafly.signal.dr.playbook.RunEvent.RunMeasured;
import com.datafly.signal.dr.playbook.RunEvent.RunStopped;
import com.datafly.signal.dr.playbook.RunListener;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.verify.Verdict;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenTelemetrySpansTest {

    private static final Duration LONG = Duration.ofMinutes(20);

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    private final OpenTelemetry telemetry =
            OpenTelemetrySdk.builder().setTracerProvider(provider).build();
    private final RunListener listener = spans();

    @AfterEach
    void close() {
        provider.close();
        GlobalOpenTelemetry.resetForTest();
    }

    @Test
    void aRunHasASpanAndEachAttemptOfAStepOneBelowIt() {
        hear(
                runStarted(1),
                stepStarted("backup"),
                observed("backup-17"),
                stepFinished("backup", StepState.FAILED, "the disk is full"),
                stepStarted("backup"),
                stepFinished("backup", StepState.SUCCEEDED, ""),
                new RunMeasured(RUN, AT, Verdict.PASSED, Optional.of(Duration.ofSeconds(3)), Optional.of(LONG)),
                new RunFinished(RUN, AT.plusSeconds(30), RunState.SUCCEEDED, LONG));

        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans)
                .extracting(SpanData::getName)
                .containsExactly("step snapshot", "step snapshot", "run database-failure");
        SpanData run = spans.get(2);
        assertThat(spans.subList(0, 2)).allSatisfy(step -> {
            assertThat(step.getParentSpanId()).isEqualTo(run.getSpanId());
            assertThat(step.getTraceId()).isEqualTo(run.getTraceId());
            assertThat(text(step, "signal_dr.step")).isEqualTo("backup");
        });
        SpanData failed = spans.get(0);
        assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(failed.getStatus().getDescription()).isEqualTo("the disk is full");
        assertThat(failed.getEvents()).extracting(EventData::getName).containsExactly("observed");
        assertThat(failed.getEndEpochNanos() - failed.getStartEpochNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(5));
        assertThat(run.getParentSpanContext().isValid()).isFalse();
        assertThat(run.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(text(run, "signal_dr.verdict")).isEqualTo("PASSED");
        assertThat(text(run, "signal_dr.rto")).isEqualTo("PT20M");
        assertThat(text(run, "signal_dr.state")).isEqualTo("SUCCEEDED");
    }

    @Test
    void whatHappensToARunIsNotedOnItsSpan() {
        hear(
                runStarted(1),
                new ClockJumped(RUN, AT, Duration.ofHours(-3)),
                new DeadlinePassed(RUN, AT, Duration.ofHours(1)),
                new ApprovalGiven(RUN, AT, "promote", "ann"),
                new RunFinished(RUN, AT.plusSeconds(30), RunState.SUCCEEDED, LONG));

        assertThat(exporter.getFinishedSpanItems().get(0).getEvents())
                .extracting(EventData::getName)
                .containsExactly("clock jumped", "deadline passed", "approval given");
    }

    @Test
    void aRunThatGoesOnInAnotherProcessLinksToTheSamePoint() {
        RunListener first = spans();
        RunListener second = spans();
        List.of(runStarted(1), stepStarted("a"), new RunLost(RUN, AT.plusSeconds(3), "taken over"))
                .forEach(first::on);
        List.of(runStarted(2), new RunFinished(RUN, AT.plusSeconds(9), RunState.SUCCEEDED, LONG))
                .forEach(second::on);

        List<SpanData> runs = runs();
        assertThat(runs).hasSize(2);
        assertThat(exporter.getFinishedSpanItems()).as("no span stays open").hasSize(3);
        assertThat(runs.get(0).getTraceId()).isNotEqualTo(runs.get(1).getTraceId());
        assertThat(runs.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(link(runs.get(0)).getSpanContext().getTraceId())
                .isEqualTo(link(runs.get(1)).getSpanContext().getTraceId());
        assertThat(link(runs.get(1)).getAttributes().get(AttributeKey.stringKey("signal_dr.run")))
                .isEqualTo(RUN);
    }

    @Test
    void aRunThatStopsForAPersonHasASpanForEachStretch() {
        hear(
                runStarted(1),
                stepStarted("a"),
                stepFinished("a", StepState.INDETERMINATE, "no answer"),
                new RunStopped(RUN, AT.plusSeconds(10), RunState.INDETERMINATE, "a: no answer"));
        assertThat(runs()).hasSize(1);

        hear(stepStarted("b"), stepFinished("b", StepState.SUCCEEDED, ""));
        hear(new RunFinished(RUN, AT.plusSeconds(40), RunState.SUCCEEDED, LONG));
        assertThat(runs())
                .hasSize(2)
                .allSatisfy(run -> assertThat(text(run, "signal_dr.playbook")).isEqualTo("database-failure"));
    }

    @Test
    void aStepWhoseBeginningWasMissedStillHasItsTime() {
        hear(runStarted(1), stepFinished("a", StepState.SUCCEEDED, ""));

        SpanData step = exporter.getFinishedSpanItems().get(0);
        assertThat(step.getEndEpochNanos() - step.getStartEpochNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void lookingForTheHostsTelemetryDoesNotKeepTheHostFromSettingItUp() {
        GlobalOpenTelemetry.resetForTest();
        RunListener global = OpenTelemetrySpans.global();
        global.on(runStarted(1));
        GlobalOpenTelemetry.set(telemetry);
        global.on(stepFinished("a", StepState.SUCCEEDED, ""));

        assertThat(exporter.getFinishedSpanItems())
                .extracting(SpanData::getName)
                .containsExactly("step snapshot");
    }

    private RunListener spans() {
        return new OpenTelemetrySpans(() -> telemetry);
    }

    private List<SpanData> runs() {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().startsWith("run"))
                .toList();
    }

    private static LinkData link(SpanData span) {
        return span.getLinks().get(0);
    }

    private static String text(SpanData span, String key) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(key)));
    }

    private void hear(RunEvent... events) {
        List.of(events).forEach(listener::on);
    }
}
