package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.Secret;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A secret that the platform keeps, as it was when somebody looked. It prints nothing of its values; closing it
 * overwrites the copies held here.
 *
 * @since 0.1
 */
public final class PlatformSecret implements AutoCloseable {

    private final String name;
    private final String version;
    private final Builder values;

    private PlatformSecret(String name, String version, Builder values) {
        this.name = name;
        this.version = version;
        this.values = values;
    }

    /**
     * Describes one.
     *
     * @param version the platform's own token of this state
     */
    public static PlatformSecret create(String name, String version, Consumer<Builder> more) {
        Builder builder = new Builder();
        more.accept(builder);
        return new PlatformSecret(requireNonNull(name, "name"), requireNonNull(version, "version"), builder);
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Returns an opaque token that changes with every change of it. */
    public String version() {
        return version;
    }

    /** Returns the platform's type of it, as in {@code Opaque}. */
    public String type() {
        return values.type;
    }

    /** Tells whether its values can never change. */
    public boolean immutable() {
        return values.immutable;
    }

    /** Returns its labels. */
    public Map<String, String> labels() {
        return values.labels;
    }

    /** Returns its annotations. */
    public Map<String, String> annotations() {
        return values.annotations;
    }

    /** Returns who writes it besides us. */
    public List<SecretOwner> owners() {
        return values.owners;
    }

    /** Returns who copies it to other namespaces, and to which: their pods hold its values too, and are not seen. */
    public List<String> copies() {
        return values.copies;
    }

    /** Returns its values by key, as text in UTF-8. Whoever asked closes this object, not them. */
    public Map<String, Secret> values() {
        return values.content;
    }

    @Override
    public void close() {
        values.content.values().forEach(Secret::close);
    }

    @Override
    public String toString() {
        return "secret/" + name + " " + values.content.keySet() + ", version " + version;
    }

    /**
     * Collects what is known. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {
        private String type = "Opaque";
        private boolean immutable;
        private Map<String, String> labels = Map.of();
        private Map<String, String> annotations = Map.of();
        private List<SecretOwner> owners = List.of();
        private List<String> copies = List.of();
        private Map<String, Secret> content = Map.of();

        private Builder() {}

        /** Sets the platform's type of it, and whether its values can never change. */
        public Builder type(String type, boolean immutable) {
            this.type = requireNonNull(type, "type");
            this.immutable = immutable;
            return this;
        }

        /** Sets its labels and annotations. */
        public Builder metadata(Map<String, String> labels, Map<String, String> annotations) {
            this.labels = Collections.unmodifiableMap(new TreeMap<>(labels));
            this.annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
            return this;
        }

        /** Sets who writes it besides us. */
        public Builder owners(List<SecretOwner> owners) {
            this.owners = List.copyOf(owners);
            return this;
        }

        /** Sets who copies it to other namespaces, and to which. */
        public Builder copies(List<String> copies) {
            this.copies = List.copyOf(copies);
            return this;
        }

        /** Sets its values; closing the secret closes them. */
        public Builder values(Map<String, Secret> content) {
            this.content = Collections.unmodifiableMap(new TreeMap<>(content));
            return this;
        }
    }
}
