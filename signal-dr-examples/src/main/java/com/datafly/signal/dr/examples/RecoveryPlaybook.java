package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.database.RecoveryTarget;
import com.datafly.signal.dr.playbook.FailurePolicy;
import com.datafly.signal.dr.playbook.Guards;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verification;
import java.util.function.Consumer;

/**
 * How the demo's database is recovered: nothing may be removed any more, then a new database is made of the instant
 * before the mistake, checked and measured, and the verdict noted on the snapshot. The new database goes in the end,
 * unless it is to be kept: there is no product here that could be switched over to it.
 *
 * <p>If a step fails, all is undone, the freeze too, for nothing of the demo outlives it. The playbook of a product
 * would rather pause, as is the default: its backups have to stay while people look for another way.
 */
final class RecoveryPlaybook {

    static final String RECOVER = "recover";
    static final String VERIFY = "verify";
    static final String CANARIES = "canaries";

    private static final String FREEZE = "freeze";
    private static final String RECORD = "record";
    private static final String DISCARD = "discard";

    private RecoveryPlaybook() {}

    /**
     * Defines it. The same aftermath gives the same definition, to which a run that is taken over is pinned.
     *
     * @param progress hears how far the checks are
     */
    static Playbook of(Aftermath aftermath, Consumer<String> progress) {
        RecoveryTarget target = RecoveryTarget.at(aftermath.disaster().lastGood());
        return Playbook.define("demo-recovery", playbook -> {
            playbook.onFailure(FailurePolicy.UNDO)
                    .objectives(aftermath.tier().objectives())
                    .step(Steps.freeze(FREEZE, "the database is gone"))
                    .step(Steps.recover(RECOVER, target)
                            .after(FREEZE)
                            .with(step -> step.precheck(Guards.restorableWindowCovers(target))
                                    .guard(Guards.retentionFrozen())))
                    .step(Steps.examine(VERIFY, RECOVER, checks(aftermath, progress)))
                    .step(Steps.measureRecoveryPoint(CANARIES, RECOVER, aftermath::addTo))
                    .step(Steps.recordVerdict(RECORD, VERIFY));
            if (!aftermath.keep()) {
                playbook.step(Steps.discard(DISCARD, RECOVER).after(CANARIES, RECORD));
            }
        });
    }

    private static Verification checks(Aftermath aftermath, Consumer<String> progress) {
        Disaster disaster = aftermath.disaster();
        return Verification.of(checks -> checks.check(Checks.amcheck())
                .check(Checks.matches(disaster.baseline()))
                .check(Checks.sql("the pipelines are back", "SELECT count(*) FROM pipelines", disaster.deleted()))
                .check(Checks.sql(
                        "every pipeline has its source",
                        "SELECT count(*) FROM pipelines p LEFT JOIN sources s ON s.id = p.source_id WHERE s.id IS NULL",
                        0))
                .progress(progress));
    }
}
