package com.datafly.signal.dr.spi;

import static java.util.Objects.requireNonNull;

/**
 * A small document and its version. Immutable.
 *
 * @since 0.1
 */
public final class JournalRegister {

    private final byte[] content;
    private final String version;

    private JournalRegister(byte[] content, String version) {
        this.content = content;
        this.version = version;
    }

    /** Creates a register from a copy of {@code content}. */
    public static JournalRegister of(byte[] content, String version) {
        return new JournalRegister(content.clone(), requireNonNull(version, "version"));
    }

    /** Returns a copy of the content. */
    public byte[] content() {
        return content.clone();
    }

    /** Returns an opaque token that changes with every write of the register and never comes twice. */
    public String version() {
        return version;
    }

    @Override
    public String toString() {
        return content.length + " bytes, version " + version;
    }
}
