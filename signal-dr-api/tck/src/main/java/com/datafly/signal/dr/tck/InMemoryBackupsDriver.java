package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.spi.AutomatedBackupsDriver;
import java.time.Duration;
import java.util.List;

/** Translates to the automated backups of a database in memory. */
final class InMemoryBackupsDriver implements AutomatedBackupsDriver {

    private static final Duration CHANGE = Duration.ofSeconds(30);
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(30);
    private static final int LONGEST_RETENTION = 35;

    private final InMemoryDriver driver;

    InMemoryBackupsDriver(InMemoryDriver driver) {
        this.driver = driver;
    }

    @Override
    public AutomatedBackupSettings settings() {
        driver.requireCapability(Capability.AUTOMATED_BACKUPS, "settings");
        return driver.read("settings", database -> database.backups(driver.now()));
    }

    @Override
    public List<String> check(AutomatedBackupSettings wanted) {
        AutomatedBackupSettings present = settings();
        require(wanted);
        return present.isOn() || !wanted.isOn()
                ? List.of()
                : List.of("The database is restarted when its first backup begins.");
    }

    @Override
    public void startChange(AutomatedBackupSettings wanted) {
        driver.change("startChange", Capability.AUTOMATED_BACKUPS, database -> {
            require(wanted);
            database.changeBackups(wanted, driver.now(), CHANGE);
        });
    }

    @Override
    public boolean isInForce(AutomatedBackupSettings wanted) {
        driver.requireCapability(Capability.AUTOMATED_BACKUPS, "isInForce");
        return driver.read("isInForce", database -> {
            AutomatedBackupSettings present = database.backups(driver.now());
            return present.retentionDays() == wanted.retentionDays()
                    && (wanted.window().isEmpty() || wanted.window().equals(present.window()));
        });
    }

    private static void require(AutomatedBackupSettings wanted) {
        if (wanted.retentionDays() > LONGEST_RETENTION) {
            throw invalid("retentionDays is " + wanted.retentionDays() + ", not 0 to " + LONGEST_RETENTION);
        }
        if (wanted.window()
                .filter(window -> window.length().compareTo(SHORTEST_WINDOW) < 0)
                .isPresent()) {
            throw invalid("window is " + wanted.window().get() + ", shorter than 30 minutes");
        }
    }

    private static DrException invalid(String problem) {
        return DrException.of(ErrorCode.INVALID_ARGUMENT, "change the automated backups", problem);
    }
}
