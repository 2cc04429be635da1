package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.AutomatedBackupPlan;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.AutomatedBackups;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.operation.Operation;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import com.datafly.signal.dr.spi.AutomatedBackupsDriver;
import com.datafly.signal.dr.spi.DatabaseDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A provider's own backups by one driver. */
public final class DefaultAutomatedBackups implements AutomatedBackups {

    private final Resource resource;

    DefaultAutomatedBackups(Resource resource) {
        this.resource = resource;
    }

    @Override
    public AutomatedBackupSettings settings() {
        return settings(driver("ask for the automated backups of " + resource.address()));
    }

    @Override
    public AutomatedBackupPlan plan(Consumer<AutomatedBackupSettings.Builder> changes) {
        AutomatedBackupsDriver driver = driver("plan the automated backups of " + resource.address());
        AutomatedBackupSettings current = settings(driver);
        AutomatedBackupSettings wanted = current.with(changes);
        List<String> warnings = new ArrayList<>(check(driver, wanted));
        AutomatedBackupPlan plan = AutomatedBackupPlan.of(current, wanted, warnings);
        if (plan.turnsOff()) {
            warnings.add("It removes the automated backups that there are: no recovery to an instant is possible.");
        }
        return AutomatedBackupPlan.of(current, wanted, warnings);
    }

    @Override
    public Operation<AutomatedBackupSettings> apply(AutomatedBackupPlan plan) {
        String operation = "change the automated backups of " + resource.address();
        AutomatedBackupSettings wanted = plan.wanted();
        AutomatedBackupsDriver driver = driver(operation);
        if (plan.turnsOff() && !plan.isTurningOffAllowed()) {
            throw resource.refusal(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "it switches them off, which removes those that there are",
                    "If that is meant, apply plan.allowTurningOff().");
        }
        check(driver, wanted);
        if (!isInForce(driver, wanted)) {
            requireUnchanged(operation, plan, settings(driver));
            resource.change(operation, () -> driver.startChange(wanted), () -> isInForce(driver, wanted));
        }
        OperationKey key = OperationKey.derive(resource.address().toString(), "backups", 0, wanted.toString());
        return resource.operation(key, operation, new Change(driver, wanted));
    }

    private void requireUnchanged(String operation, AutomatedBackupPlan plan, AutomatedBackupSettings present) {
        if (!present.equals(plan.current())) {
            throw resource.refusal(
                    ErrorCode.CONFLICT,
                    operation,
                    "by now they are " + present + ", and the plan shows " + plan.current(),
                    "Make a new plan and look at it.");
        }
    }

    private AutomatedBackupsDriver driver(String operation) {
        resource.require(Capability.AUTOMATED_BACKUPS, operation);
        return resource.facet(operation, DatabaseDriver::automatedBackups);
    }

    private AutomatedBackupSettings settings(AutomatedBackupsDriver driver) {
        return resource.calls().read("ask for the automated backups of " + resource.address(), driver::settings);
    }

    private List<String> check(AutomatedBackupsDriver driver, AutomatedBackupSettings wanted) {
        return resource.calls()
                .read("check the automated backups of " + resource.address(), () -> driver.check(wanted));
    }

    private boolean isInForce(AutomatedBackupsDriver driver, AutomatedBackupSettings wanted) {
        return resource.calls()
                .read("look at the automated backups of " + resource.address(), () -> driver.isInForce(wanted));
    }

    /** Until the settings are in force. */
    private record Change(AutomatedBackupsDriver driver, AutomatedBackupSettings wanted)
            implements DefaultOperation.Work<AutomatedBackupSettings> {
        @Override
        public WorkKind kind() {
            return WorkKind.SETTINGS;
        }

        @Override
        public Optional<OperationStatus> look() {
            return Optional.of(
                    driver.isInForce(wanted)
                            ? OperationStatus.succeeded(wanted.toString())
                            : OperationStatus.running());
        }

        @Override
        public Optional<Outcome<AutomatedBackupSettings>> result(String settings) {
            return Optional.of(Outcome.of(driver.settings()));
        }
    }
}
