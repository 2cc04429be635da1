package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalInput;
import com.datafly.signal.dr.spi.JournalRegister;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Registers as objects of a store, one each. */
public final class ObjectRegisters {

    private final ObjectStore store;
    private final String prefix;

    /** Keeps each register under {@code prefix} and its name. */
    public ObjectRegisters(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** Looks a register up. */
    public Optional<JournalRegister> find(String name) {
        String key = prefix + JournalInput.requireRegister(name);
        while (true) {
            Optional<ObjectInfo> before = store.find(key);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            Optional<byte[]> content = read(key);
            // Content and version come from two calls: they belong together if nothing was written in between.
            boolean unchanged = store.find(key).map(ObjectInfo::version).equals(before.map(ObjectInfo::version));
            if (content.isPresent() && unchanged) {
                return Optional.of(
                        JournalRegister.of(content.get(), before.get().version()));
            }
        }
    }

    /** Replaces a register as {@link com.datafly.signal.dr.spi.JournalDriver#setRegister} says. */
    public JournalRegister set(String name, byte[] content, Optional<String> expectedVersion) {
        Precondition unchanged = expectedVersion.map(Precondition::version).orElseGet(Precondition::absent);
        ObjectInfo written = store.write(prefix + JournalInput.requireRegister(name), content, unchanged);
        return JournalRegister.of(content, written.version());
    }

    private Optional<byte[]> read(String key) {
        try (InputStream in = store.read(key)) {
            return Optional.of(in.readAllBytes());
        } catch (DrException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        } catch (IOException e) {
            throw BrokenStream.of(store, key, e);
        }
    }
}
