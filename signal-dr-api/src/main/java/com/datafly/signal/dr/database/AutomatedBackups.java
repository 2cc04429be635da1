package com.datafly.signal.dr.database;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.DefaultAutomatedBackups;
import com.datafly.signal.dr.operation.Operation;
import java.util.function.Consumer;

/**
 * The backups that a provider makes of one database by its own schedule, and by which it recovers to an instant.
 * Thread-safe.
 *
 * <p>Every method may throw {@link DrException} with {@code UNSUPPORTED} and effect {@code NONE} where the provider
 * makes none, or this library cannot change them.
 *
 * @since 0.1
 */
public sealed interface AutomatedBackups permits DefaultAutomatedBackups {

    /** Asks for the settings in force. */
    AutomatedBackupSettings settings();

    /**
     * Shows what a change would do. Reads only.
     *
     * @param changes what becomes other than it is
     * @throws DrException with {@code INVALID_ARGUMENT} for a setting out of the provider's bounds, which it names
     */
    AutomatedBackupPlan plan(Consumer<AutomatedBackupSettings.Builder> changes);

    /**
     * Brings the settings of {@code plan} into force. Repetition does no harm.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if it switches backups off and does not
     *     {@linkplain AutomatedBackupPlan#allowTurningOff() allow that}, {@code CONFLICT} if by now other settings are
     *     in force than the plan shows; effect {@code NONE} in both
     */
    Operation<AutomatedBackupSettings> apply(AutomatedBackupPlan plan);
}
