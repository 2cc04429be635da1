package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunEvent;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepKind;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;

/** What a run tells to logs, and to listeners while it stands. */
class RunLogTest extends RunFixture {

    private Object before = new Object();

    @BeforeEach
    void keepContexts() throws ReflectiveOperationException {
        Field adapter = adapter();
        before = adapter.get(null);
        adapter.set(null, new BasicMDCAdapter());
    }

    @AfterEach
    void restore() throws ReflectiveOperationException {
        adapter().set(null, before);
    }

    @Test
    void whatAnActionLogsCarriesTheRunAndTheStep() {
        List<String> seen = new CopyOnWriteArrayList<>();
        ReadWork action = new ReadWork("look", context -> {
            seen.add(MDC.get("signal-dr.run") + " " + MDC.get("signal-dr.step"));
            return "";
        });
        Playbook playbook = Playbook.define(
                "logs", p -> p.step(Step.of("look", action, new ReadWork.Input(""), step -> step.kind(StepKind.PURE))));

        assertThat(start(playbook).await(LONG).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(seen).containsExactly("run-1 look");
    }

    @Test
    void listenersHearThatARunStandsForConsent() {
        Run run = start(EveryKind.forward(provider()));

        assertThat(run.await(LONG).state()).isEqualTo(RunState.WAITING_FOR_APPROVAL);
        run.close();

        assertThat(events)
                .filteredOn(RunEvent.RunStopped.class::isInstance)
                .extracting(event -> ((RunEvent.RunStopped) event).state())
                .containsExactly(RunState.WAITING_FOR_APPROVAL);
    }

    private static Field adapter() throws ReflectiveOperationException {
        Field adapter = MDC.class.getDeclaredField("MDC_ADAPTER");
        adapter.setAccessible(true);
        return adapter;
    }
}
