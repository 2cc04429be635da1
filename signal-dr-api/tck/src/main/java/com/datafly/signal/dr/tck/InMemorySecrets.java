package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.SecretChange;
import com.datafly.signal.dr.platform.SecretOwner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secrets of an {@link InMemoryPlatform}. Guarded by its monitor. */
final class InMemorySecrets {

    /** What one secret may hold, as Kubernetes has it. */
    private static final int MOST_BYTES = 1 << 20;

    private static final Pattern VALUE = Pattern.compile("\"([^\"]+)\"\\s*:\\s*\"([^\"]*)\"");

    private final Map<String, Entry> entries = new TreeMap<>();
    private final Supplier<String> versions;

    InMemorySecrets(Supplier<String> versions) {
        this.versions = versions;
    }

    private static final class Entry {
        private final String type;
        private final boolean immutable;
        private final Map<String, String> labels;
        private final Map<String, String> annotations;
        private final Map<String, String> values;
        private final List<SecretOwner> owners;
        private final List<String> copies;
        private final Map<String, String> upstream;
        private String version = "";

        Entry(PlatformSecret content, List<SecretOwner> owners) {
            this.type = content.type();
            this.immutable = content.immutable();
            this.labels = new TreeMap<>(content.labels());
            this.annotations = new TreeMap<>(content.annotations());
            this.values = plain(content.values());
            this.owners = owners;
            this.copies = content.copies();
            this.upstream = new HashMap<>(values);
        }

        private boolean owned() {
            return owners.stream().anyMatch(owner -> owner.overwrite() != SecretOwner.Overwrite.UNLIKELY);
        }
    }

    Optional<PlatformSecret> describe(String name) {
        return Optional.ofNullable(entries.get(name)).map(entry -> describe(name, entry));
    }

    private static PlatformSecret describe(String name, Entry entry) {
        Map<String, Secret> lent = new TreeMap<>();
        entry.values.forEach((key, value) -> lent.put(key, Secret.of(value)));
        return PlatformSecret.create(
                name,
                entry.version,
                secret -> secret.type(entry.type, entry.immutable)
                        .metadata(entry.labels, entry.annotations)
                        .owners(entry.owners)
                        .copies(entry.copies)
                        .values(lent));
    }

    /** Returns the values of a secret, if it is there. */
    Optional<Map<String, String>> values(String name) {
        return Optional.ofNullable(entries.get(name)).map(entry -> Map.copyOf(entry.values));
    }

    /** Writes values as a release's manifest has them, {@code "key":"value"} each, and as its owner will again. */
    void deploy(String name, String values) {
        Matcher entry = VALUE.matcher(values);
        while (entry.find()) {
            if (!entries.containsKey(name)) {
                create(PlatformSecret.create(name, "", more -> {}), List.of()).close();
            }
            upstream(name, entry.group(1), entry.group(2));
            put(name, entry.group(1), entry.group(2));
        }
    }

    PlatformSecret create(PlatformSecret content, List<SecretOwner> owners) {
        String operation = "make secret/" + content.name();
        if (entries.containsKey(content.name())) {
            throw DrException.of(ErrorCode.ALREADY_EXISTS, operation, "there is one already");
        }
        Entry entry = new Entry(content, owners);
        requireRoom(operation, entry.values);
        entry.version = versions.get();
        entries.put(content.name(), entry);
        return describe(content.name(), entry);
    }

    PlatformSecret change(SecretChange change) {
        String operation = "change secret/" + change.name();
        Entry entry = entry(change.name(), operation);
        requireVersion(operation, entry, change.version());
        Map<String, String> newer = new TreeMap<>(entry.values);
        newer.putAll(plain(change.values()));
        if (entry.immutable && !newer.equals(entry.values)) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    operation,
                    "it is immutable",
                    failure -> failure.hint("Make one of another name, and let its consumers use that."));
        }
        requireRoom(operation, newer);
        Map<String, String> notes = new TreeMap<>(entry.annotations);
        change.annotations()
                .forEach((key, value) -> value.ifPresentOrElse(text -> notes.put(key, text), () -> notes.remove(key)));
        if (!newer.equals(entry.values) || !notes.equals(entry.annotations)) {
            entry.version = versions.get();
        }
        entry.values.putAll(newer);
        entry.annotations.clear();
        entry.annotations.putAll(notes);
        return describe(change.name(), entry);
    }

    void delete(String name, String version) {
        Entry entry = entries.get(name);
        if (entry != null) {
            requireVersion("remove secret/" + name, entry, version);
            entries.remove(name);
        }
    }

    void remove(String name) {
        entries.remove(name);
    }

    /** Sets a value, as somebody else does. */
    void put(String name, String key, String value) {
        Entry entry = entry(name, "change secret/" + name);
        entry.values.put(key, value);
        entry.version = versions.get();
    }

    /** Sets what the owners of a secret write into it when they do so next. */
    void upstream(String name, String key, String value) {
        entry(name, "find secret/" + name).upstream.put(key, value);
    }

    /** Lets the owners of a secret write their own values, as they do when somebody upgrades them. */
    void deploy(String name) {
        String operation = "deploy secret/" + name;
        Entry entry = entry(name, operation);
        boolean differs = !entry.values.entrySet().containsAll(entry.upstream.entrySet());
        if (differs && entry.owners.stream().anyMatch(owner -> owner.kind() == SecretOwner.Kind.HELM_4)) {
            throw DrException.of(ErrorCode.CONFLICT, operation, "apply failed with a conflict with signal-dr");
        }
        if (differs && entry.owned()) {
            entry.values.putAll(entry.upstream);
            entry.version = versions.get();
        }
    }

    /** Lets owners that do so by themselves write their own values; tells whether any differed. */
    boolean reconcile() {
        boolean changed = false;
        for (Map.Entry<String, Entry> each : entries.entrySet()) {
            Entry entry = each.getValue();
            if (entry.owners.stream().anyMatch(owner -> owner.overwrite() == SecretOwner.Overwrite.BY_ITSELF)) {
                String before = entry.version;
                deploy(each.getKey());
                changed |= !before.equals(entry.version);
            }
        }
        return changed;
    }

    private Entry entry(String name, String operation) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw DrException.of(ErrorCode.NOT_FOUND, operation, "there is no such secret");
        }
        return entry;
    }

    private static void requireVersion(String operation, Entry entry, String version) {
        if (!entry.version.equals(version)) {
            throw DrException.of(
                    ErrorCode.CONFLICT,
                    operation,
                    "it was changed meanwhile: it has version " + entry.version + ", not " + version);
        }
    }

    private static void requireRoom(String operation, Map<String, String> values) {
        int bytes = values.values().stream()
                .mapToInt(value -> value.getBytes(UTF_8).length)
                .sum();
        if (bytes > MOST_BYTES) {
            throw DrException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "its values have " + bytes + " bytes, more than " + MOST_BYTES);
        }
    }

    private static Map<String, String> plain(Map<String, Secret> values) {
        Map<String, String> plain = new TreeMap<>();
        values.forEach((key, value) -> plain.put(key, value.use(String::new)));
        return plain;
    }
}
