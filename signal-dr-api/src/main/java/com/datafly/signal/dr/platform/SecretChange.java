package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Secret;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What to change of a secret, and from which state on. Keys and annotations that are not named stay as they are. It
 * prints no value.
 *
 * @since 0.1
 */
public final class SecretChange {

    private final String name;
    private final String version;
    private final Map<String, Secret> values;
    private final Map<String, Optional<String>> annotations;

    private SecretChange(
            String name, String version, Map<String, Secret> values, Map<String, Optional<String>> annotations) {
        this.name = requireNonNull(name, "name");
        this.version = requireNonNull(version, "version");
        this.values = Collections.unmodifiableMap(new TreeMap<>(values));
        this.annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    /**
     * Describes a change.
     *
     * @param version the state that the change was decided on
     * @param values the new values by key; whoever gave them closes them
     * @param annotations the new annotations; empty for those that are removed
     */
    public static SecretChange of(
            String name, String version, Map<String, Secret> values, Map<String, Optional<String>> annotations) {
        return new SecretChange(name, version, values, annotations);
    }

    /** Returns the secret's name. */
    public String name() {
        return name;
    }

    /** Returns the state that the change was decided on. */
    public String version() {
        return version;
    }

    /** Returns the new values by key. */
    public Map<String, Secret> values() {
        return values;
    }

    /** Returns the new annotations; empty for those that are removed. */
    public Map<String, Optional<String>> annotations() {
        return annotations;
    }

    @Override
    public String toString() {
        return "secret/" + name + " " + values.keySet() + " from version " + version;
    }
}
