package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a restored database is configured where that is not simply taken from its source.
 *
 * <p>Clouds do not inherit everything: what a profile leaves out is taken from the source as far as the provider can
 * read it there, applied, and read back; {@link Provenance#differences()} lists what still differs.
 *
 * @since 0.1
 */
public final class TargetProfile {

    private final Map<String, String> settings;
    private final Map<String, String> tags;

    private TargetProfile(Builder builder) {
        this.settings = Map.copyOf(builder.settings);
        this.tags = Map.copyOf(builder.tags);
    }

    /** Collects a profile; an empty one takes everything from the source. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns settings by the provider's own names; a name it does not know is refused before anything starts. */
    public Map<String, String> settings() {
        return settings;
    }

    /**
     * Returns the tags that the new database gets besides the library's own. A provider that keeps no tags leaves them
     * out: {@link Provenance#tags()} tells.
     */
    public Map<String, String> tags() {
        return tags;
    }

    @Override
    public String toString() {
        return "settings " + settings + ", tags " + tags;
    }

    /**
     * Collects a profile. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private final Map<String, String> settings = new LinkedHashMap<>();
        private final Map<String, String> tags = new LinkedHashMap<>();

        private Builder() {}

        /** Sets one of the provider's settings. */
        public Builder setting(String name, String value) {
            settings.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Adds a tag. */
        public Builder tag(String name, String value) {
            tags.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Makes the profile. */
        public TargetProfile build() {
            return new TargetProfile(this);
        }
    }
}
