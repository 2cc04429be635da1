package com.datafly.signal.dr.spi;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.AutomatedBackupSettings;
import java.util.List;

/**
 * Reads and changes the backups that a provider makes of one database by its own schedule. What holds for a
 * {@link DatabaseDriver} holds here too.
 *
 * @since 0.1
 */
public interface AutomatedBackupsDriver {

    /** Asks for the settings in force; a change that is still to come does not count. */
    AutomatedBackupSettings settings();

    /**
     * Checks settings before anything is touched. Reads only.
     *
     * @return what a person should know before they are applied, a sentence each, as in an outage
     * @throws DrException with {@code INVALID_ARGUMENT} that names the field, its value and the bounds
     */
    List<String> check(AutomatedBackupSettings wanted);

    /**
     * Starts to bring settings into force and returns without waiting. Settings without a window leave the window to
     * what is there, or to the provider. Repeating the call is harmless.
     *
     * @throws DrException with effect {@code NONE} if it was refused, {@code UNKNOWN} if the answer was lost
     */
    void startChange(AutomatedBackupSettings wanted);

    /** Asks whether settings are in force and no change is under way. */
    boolean isInForce(AutomatedBackupSettings wanted);
}
