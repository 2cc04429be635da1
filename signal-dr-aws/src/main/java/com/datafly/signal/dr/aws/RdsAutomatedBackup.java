package com.datafly.signal.dr.aws;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.database.RestorableWindow;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The automated backups of one instance in one region, present, retained after its end, or replicated.
 *
 * @since 0.1
 */
public final class RdsAutomatedBackup {

    private final ResourceAddress address;
    private final String arn;
    private final String state;
    private final String sourceRegion;
    private final int retentionDays;
    private final boolean encrypted;
    private final @Nullable RestorableWindow window;

    private RdsAutomatedBackup(Builder builder) {
        this.address = builder.address;
        this.arn = builder.arn;
        this.state = builder.state;
        this.sourceRegion = builder.sourceRegion;
        this.retentionDays = builder.retentionDays;
        this.encrypted = builder.encrypted;
        this.window = builder.window;
    }

    /** Describes backups. Defaults: source region of the address, no retention, not encrypted, nothing restorable. */
    public static RdsAutomatedBackup create(ResourceAddress address, String arn, String state, Consumer<Builder> more) {
        Builder builder = new Builder(address, arn, state);
        more.accept(builder);
        return new RdsAutomatedBackup(builder);
    }

    /** Returns the address under which they are recovered, whether or not the instance still exists. */
    public ResourceAddress address() {
        return address;
    }

    /** Returns RDS's own name for them. */
    public String arn() {
        return arn;
    }

    /**
     * Returns the state in RDS's own word: {@code active}, {@code creating}, {@code replicating}, {@code retained}, ...
     */
    public String state() {
        return state;
    }

    /** Returns the region of the instance that they were made of. */
    public String sourceRegion() {
        return sourceRegion;
    }

    /** Returns for how many days they are kept. */
    public int retentionDays() {
        return retentionDays;
    }

    /** Tells whether they are encrypted. */
    public boolean encrypted() {
        return encrypted;
    }

    /** Returns the instants that can be recovered; empty if none can <em>yet</em>. */
    public Optional<RestorableWindow> window() {
        return Optional.ofNullable(window);
    }

    @Override
    public String toString() {
        return address + " (" + state + ", " + retentionDays + " days)";
    }

    /**
     * Collects a description. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final ResourceAddress address;
        private final String arn;
        private final String state;
        private String sourceRegion;
        private int retentionDays;
        private boolean encrypted;
        private @Nullable RestorableWindow window;

        private Builder(ResourceAddress address, String arn, String state) {
            this.address = requireNonNull(address, "address");
            this.arn = requireNonNull(arn, "arn");
            this.state = requireNonNull(state, "state");
            this.sourceRegion = address.location().split("/", 2)[0];
        }

        /** Sets the region of the instance. */
        public Builder sourceRegion(String sourceRegion) {
            this.sourceRegion = requireNonNull(sourceRegion, "sourceRegion");
            return this;
        }

        /** Sets for how many days they are kept. */
        public Builder retentionDays(int retentionDays) {
            this.retentionDays = retentionDays;
            return this;
        }

        /** Sets whether they are encrypted. */
        public Builder encrypted(boolean encrypted) {
            this.encrypted = encrypted;
            return this;
        }

        /** Sets the instants that can be recovered. */
        public Builder window(RestorableWindow window) {
            this.window = requireNonNull(window, "window");
            return this;
        }
    }
}
