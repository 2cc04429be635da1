package com.datafly.signal.dr.internal.drill;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.RecoveryObjectives;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.drill.Drill;
import com.datafly.signal.dr.operation.ProgressListener;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.Verification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** A description of a drill. */
public final class DefaultDrill implements Drill {

    private final Database database;
    private final RecoveryObjectives objectives;
    private final Clock clock;
    private final DrillSettings settings;

    private DefaultDrill(Database database, RecoveryObjectives objectives, Clock clock, DrillSettings settings) {
        this.database = requireNonNull(database, "database");
        this.objectives = requireNonNull(objectives, "objectives");
        this.clock = requireNonNull(clock, "clock");
        this.settings = settings;
    }

    /** Begins a description. */
    public static Drill of(Database database, RecoveryObjectives objectives, Clock clock) {
        return new DefaultDrill(database, objectives, clock, new DrillSettings());
    }

    @Override
    public Drill to(RecoveryTarget target) {
        requireNonNull(target, "target");
        return with(settings -> settings.target = target);
    }

    @Override
    public Drill verify(Verification verification) {
        requireNonNull(verification, "verification");
        return with(settings -> settings.verification = verification);
    }

    @Override
    public Drill canary(CanaryWriter canary) {
        requireNonNull(canary, "canary");
        return with(settings -> settings.canary = canary);
    }

    @Override
    public Drill disruption(Instant disruption) {
        requireNonNull(disruption, "disruption");
        return with(settings -> settings.disruption = disruption);
    }

    @Override
    public Drill before(Duration detect, Duration declare, Duration approve) {
        return with(settings -> settings.before(detect, declare, approve));
    }

    @Override
    public Drill as(String name) {
        requireNonNull(name, "name");
        return with(settings -> settings.name = name);
    }

    @Override
    public Drill background(Consumer<Report.Builder> background) {
        requireNonNull(background, "background");
        return with(settings -> settings.background = background);
    }

    @Override
    public Drill keepCopy() {
        return with(settings -> settings.keepCopy = true);
    }

    @Override
    public Drill onProgress(ProgressListener listener) {
        requireNonNull(listener, "listener");
        return with(settings -> settings.listener = listener);
    }

    @Override
    public Report run() {
        return new DrillRun(database, objectives, clock, settings).run();
    }

    private Drill with(Consumer<DrillSettings> change) {
        DrillSettings changed = new DrillSettings(settings);
        change.accept(changed);
        return new DefaultDrill(database, objectives, clock, changed);
    }
}
