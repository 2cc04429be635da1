package com.datafly.signal.dr.internal.playbook.workload;

import com.datafly.signal.dr.operation.Progress;
import com.datafly.signal.dr.platform.HealthEvent;
import com.datafly.signal.dr.playbook.StepContext;
import java.util.function.Consumer;

/** Tells what comes and goes as progress. Used by one thread. */
final class EventProgress implements Consumer<HealthEvent> {

    private final StepContext context;
    private int heard;

    EventProgress(StepContext context) {
        this.context = context;
    }

    @Override
    public void accept(HealthEvent event) {
        heard++;
        context.progress().progressed(Progress.of(event.toString(), heard, "events"));
    }
}
