package com.datafly.signal.dr.internal.drill;

import com.datafly.signal.dr.drill.DrillRegime;
import com.datafly.signal.dr.drill.DrillResult;
import com.datafly.signal.dr.drill.UpgradeClearance;
import com.datafly.signal.dr.internal.drill.DrillLedger.Upgrade;
import com.datafly.signal.dr.verify.Verdict;
import java.time.Instant;
import java.util.Optional;

/** Decides whether drills clear an upgrade. */
final class Clearance {

    private final DrillRegime regime;
    private final DrillLedger ledger;
    private final Instant now;

    Clearance(DrillRegime regime, DrillLedger ledger, Instant now) {
        this.regime = regime;
        this.ledger = ledger;
        this.now = now;
    }

    UpgradeClearance of(String version) {
        DrillResult decisive = ledger.results().stream()
                .filter(result -> regime.find(result.drill()).isPresent())
                .filter(result -> result.verdict() == Verdict.PASSED || result.verdict() == Verdict.FAILED)
                .reduce((older, newer) -> newer)
                .orElse(null);
        String remedy = ": run a drill before the upgrade to " + version;
        if (decisive == null) {
            return UpgradeClearance.withheld("no drill has proved anything yet" + remedy);
        }
        String which = decisive.drill() + " of " + decisive.startedAt();
        if (decisive.verdict() == Verdict.FAILED) {
            return UpgradeClearance.withheld(which + " failed" + remedy);
        }
        if (decisive.verdictAt(now) != Verdict.PASSED) {
            return UpgradeClearance.withheld(which + " passed, but expired at " + decisive.expiresAt() + remedy);
        }
        Optional<Upgrade> upgrade = ledger.lastUpgrade();
        if (upgrade.isPresent() && !ledger.beganAfter(decisive, upgrade.get())) {
            return UpgradeClearance.withheld(
                    which + " passed before the upgrade to " + upgrade.get().version() + remedy);
        }
        return UpgradeClearance.granted(which + " passed, and counts until " + decisive.expiresAt(), decisive);
    }
}
