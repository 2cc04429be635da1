package com.datafly.signal.dr;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a provider needs to open a resource besides its address: options by name, and secrets.
 *
 * @since 0.1
 */
public final class ResourceOptions {

    private final Map<String, String> options;
    private final Map<String, Secret> secrets;

    private ResourceOptions(Builder builder) {
        this.options = Map.copyOf(builder.options);
        this.secrets = Map.copyOf(builder.secrets);
    }

    /** Collects options; without any, the provider's defaults hold. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the options by name. */
    public Map<String, String> options() {
        return options;
    }

    /** Returns the secrets by name. */
    public Map<String, Secret> secrets() {
        return secrets;
    }

    @Override
    public String toString() {
        return "options " + options + ", secrets " + secrets.keySet();
    }

    /**
     * Collects options. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Map<String, String> options = new LinkedHashMap<>();
        private final Map<String, Secret> secrets = new LinkedHashMap<>();

        private Builder() {}

        /** Sets an option; a name that the provider does not know is refused when the resource is opened. */
        public Builder option(String name, String value) {
            options.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Sets a secret. It stays the caller's to close, after the {@code SignalDr}. */
        public Builder secret(String name, Secret value) {
            secrets.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Makes the options. */
        public ResourceOptions build() {
            return new ResourceOptions(this);
        }
    }
}
