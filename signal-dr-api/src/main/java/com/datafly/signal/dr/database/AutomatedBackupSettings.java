package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a provider backs a database up by its own schedule.
 *
 * @since 0.1
 */
public final class AutomatedBackupSettings {

    private final int retentionDays;
    private final @Nullable BackupWindow window;

    private AutomatedBackupSettings(Builder builder) {
        this.retentionDays = builder.retentionDays;
        this.window = builder.window;
    }

    /** Collects settings. Defaults: no backups, and the window is the provider's choice. */
    public static AutomatedBackupSettings create(Consumer<Builder> settings) {
        Builder builder = new Builder();
        settings.accept(builder);
        return new AutomatedBackupSettings(builder);
    }

    /** Returns a copy in which {@code changes} were made. */
    public AutomatedBackupSettings with(Consumer<Builder> changes) {
        Builder builder = new Builder();
        builder.retentionDays = retentionDays;
        builder.window = window;
        changes.accept(builder);
        return new AutomatedBackupSettings(builder);
    }

    /** Returns for how many days backups are kept, and recovery to an instant is possible; 0 if there are none. */
    public int retentionDays() {
        return retentionDays;
    }

    /** Returns when backups begin; empty if the provider has not told, or may choose. */
    public Optional<BackupWindow> window() {
        return Optional.ofNullable(window);
    }

    /** Tells whether backups are made at all. */
    public boolean isOn() {
        return retentionDays > 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AutomatedBackupSettings settings
                && retentionDays == settings.retentionDays
                && Objects.equals(window, settings.window);
    }

    @Override
    public int hashCode() {
        return Objects.hash(retentionDays, window);
    }

    @Override
    public String toString() {
        String retention = isOn() ? retentionDays + " days" : "off";
        return window == null ? retention : retention + ", at " + window + " UTC";
    }

    /**
     * Collects settings. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private int retentionDays;
        private @Nullable BackupWindow window;

        private Builder() {}

        /**
         * Sets for how many days backups are kept; 0 makes none and removes those that there are.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if it is negative; the provider's own bounds are checked
         *     with the plan
         */
        public Builder retentionDays(int retentionDays) {
            if (retentionDays < 0) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        "set the automated backups",
                        "retentionDays is " + retentionDays,
                        failure -> failure.hint("Use zero or more; zero switches them off."));
            }
            this.retentionDays = retentionDays;
            return this;
        }

        /** Sets when backups begin. */
        public Builder window(BackupWindow window) {
            this.window = requireNonNull(window, "window");
            return this;
        }

        /**
         * Sets when backups begin, as in {@code 02:00-03:00}, in UTC.
         *
         * @throws DrException with {@code INVALID_ARGUMENT} if the text is of another form
         */
        public Builder window(String window) {
            return window(BackupWindow.parse(window));
        }
    }
}
