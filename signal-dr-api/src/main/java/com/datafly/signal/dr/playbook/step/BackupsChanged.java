package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.database.AutomatedBackupSettings;
import com.datafly.signal.dr.database.BackupWindow;
import java.util.Optional;

/**
 * The automated backups of a database, before and after a step.
 *
 * @param formerDays for how many days they were kept; 0 if there were none
 * @param formerWindow when they began, where the provider told
 * @param days for how many days they are kept
 * @param window when they begin, where the provider tells
 * @since 0.1
 */
public record BackupsChanged(int formerDays, Optional<String> formerWindow, int days, Optional<String> window) {

    /** Keeps what was and what is. */
    public static BackupsChanged of(AutomatedBackupSettings former, AutomatedBackupSettings present) {
        return new BackupsChanged(
                former.retentionDays(),
                former.window().map(BackupWindow::toString),
                present.retentionDays(),
                present.window().map(BackupWindow::toString));
    }
}
