package com.datafly.signal.dr.internal.drill;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.operation.ProgressListener;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.verify.CanaryWriter;
import com.datafly.signal.dr.verify.RecoveryTimeMeasurement;
import com.datafly.signal.dr.verify.RecoveryTimeSegment;
import com.datafly.signal.dr.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was said of a drill. Changed only while a description is being derived from another. */
final class DrillSettings {

    RecoveryTarget target = RecoveryTarget.latest();
    Verification verification = Verification.of(checks -> {});
    Consumer<Report.Builder> background = report -> {};
    ProgressListener listener = progress -> {};
    boolean keepCopy;

    @Nullable
    CanaryWriter canary;

    @Nullable
    Instant disruption;

    @Nullable
    String name;

    private final Map<RecoveryTimeSegment, Duration> before = new EnumMap<>(RecoveryTimeSegment.class);

    DrillSettings() {}

    DrillSettings(DrillSettings other) {
        this.target = other.target;
        this.verification = other.verification;
        this.background = other.background;
        this.listener = other.listener;
        this.keepCopy = other.keepCopy;
        this.canary = other.canary;
        this.disruption = other.disruption;
        this.name = other.name;
        this.before.putAll(other.before);
    }

    /** Takes the three segments that lie before the recovery; the measurement refuses negative ones. */
    void before(Duration detect, Duration declare, Duration approve) {
        before.put(RecoveryTimeSegment.DETECT, requireNonNull(detect, "detect"));
        before.put(RecoveryTimeSegment.DECLARE, requireNonNull(declare, "declare"));
        before.put(RecoveryTimeSegment.APPROVE, requireNonNull(approve, "approve"));
        RecoveryTimeMeasurement.of(this::addTo);
    }

    void addTo(RecoveryTimeMeasurement.Builder measurement) {
        before.forEach(measurement::segment);
    }

    /** Returns how long it took until the recovery began. */
    Duration lead() {
        return before.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    Map<RecoveryTimeSegment, Duration> leading() {
        return before;
    }
}
