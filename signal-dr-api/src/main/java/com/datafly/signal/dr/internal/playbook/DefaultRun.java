package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.BreakGlass;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.report.Report;
import java.time.Duration;

/** A run whose runner lives in this process. */
public final class DefaultRun implements Run {

    @Override
    public String id() {
        throw new IllegalStateException("not there yet");
    }

    @Override
    public RunStatus status() {
        throw new IllegalStateException("not there yet");
    }

    @Override
    public RunStatus await(Duration timeout) {
        throw new IllegalStateException("not there yet");
    }

    @Override
    public void approve(String step, String principal, String planHash) {}

    @Override
    public void breakGlass(BreakGlass glass) {}

    @Override
    public void pause(String by, String reason) {}

    @Override
    public void resume(String by) {}

    @Override
    public void decide(String step, Decision decision) {}

    @Override
    public void cancel(CancelPolicy policy, String by, String reason) {}

    @Override
    public void abandon(String by, String reason) {}

    @Override
    public Report report() {
        throw new IllegalStateException("not there yet");
    }

    @Override
    public void close() {}
}
