package com.datafly.signal.dr.verify;

import java.util.function.Consumer;

/** The canaries that came back, held against those that were written. */
final class CanaryCheck implements Check {

    private static final int SHOWN = 20;

    private final Consumer<RecoveryPointMeasurement.Builder> known;

    CanaryCheck(Consumer<RecoveryPointMeasurement.Builder> known) {
        this.known = known;
    }

    @Override
    public String name() {
        return "canaries";
    }

    @Override
    public boolean provesData() {
        return true;
    }

    @Override
    public CheckResult run(CheckContext context) {
        CanaryReading reading = Canary.read(context.dataSource());
        RecoveryPointMeasurement measured = RecoveryPointMeasurement.of(reading, known);
        return CheckResult.create(name(), measured.integrity(), summary(reading, measured), result -> {
            result.provesData(measured.newestRestored().isPresent())
                    .detail("restored", reading.rows().size());
            measured.newestRestored().ifPresent(newest -> result.detail("newest restored", newest.writtenAt()));
            measured.achieved().ifPresent(loss -> result.detail("recovery point", loss + " ± " + measured.errorBar()));
            result.detail("acknowledged but lost", measured.lost().size());
            if (!measured.givenUp().isEmpty()) {
                result.detail("given up on purpose", measured.givenUp().size());
            }
            for (int i = 0; i < Math.min(SHOWN, measured.defects().size()); i++) {
                result.detail("defect " + (i + 1), measured.defects().get(i));
            }
        });
    }

    private static String summary(CanaryReading reading, RecoveryPointMeasurement measured) {
        return switch (measured.integrity()) {
            case PASSED -> reading.rows().size() + " canaries came back without a gap";
            case FAILED ->
                measured.defects().size() + " defects, the first: "
                        + measured.defects().get(0);
            case UNPROVEN, ERROR -> "no canary came back";
        };
    }
}
