package com.datafly.signal.dr.journal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.internal.journal.BlockObjects;
import com.datafly.signal.dr.internal.journal.ObjectRegisters;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalInput;
import com.datafly.signal.dr.spi.JournalRegister;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Journals in an object store: an object per block, under {@code logs/<log>/<number of its first line>}, and an object
 * per register, under {@code registers/}.
 *
 * <p>It needs of the store that a write on condition of absence, or of a version, lets one of several writers through,
 * and that a listing shows what was written before. Any number of processes on any number of machines may use one store
 * at once. Each store has room for one such set of journals; the store belongs to the caller.
 *
 * @since 0.1
 */
public final class ObjectStoreJournal implements JournalDriver {

    private static final String LOGS = "logs/";
    private static final String REGISTERS = "registers/";

    /** Behind every block of a log. */
    private static final String LAST = "9".repeat(16);

    private final ObjectStore store;
    private final ObjectRegisters registers;
    private final Map<String, BlockObjects> logs = new ConcurrentHashMap<>();

    private ObjectStoreJournal(ObjectStore store) {
        this.store = store;
        this.registers = new ObjectRegisters(store, REGISTERS);
    }

    /** Keeps journals in {@code store}. */
    public static ObjectStoreJournal over(ObjectStore store) {
        return new ObjectStoreJournal(requireNonNull(store, "store"));
    }

    @Override
    public String address() {
        return store.address();
    }

    @Override
    public List<FailureDomain> failureDomains() {
        return store.failureDomains();
    }

    @Override
    public void append(String log, long sequence, byte[] block) {
        JournalInput.requireBlock(log, sequence, block);
        blocks(log).append(sequence, block);
    }

    @Override
    public void read(String log, long fromSequence, LineReader reader) {
        blocks(log).read(fromSequence, reader);
    }

    @Override
    public List<String> logs() {
        List<String> names = new ArrayList<>();
        List<ObjectInfo> next = store.list(LOGS, "", 1);
        while (!next.isEmpty()) {
            String key = next.get(0).key();
            int slash = key.indexOf('/', LOGS.length());
            String name = key.substring(LOGS.length(), slash < 0 ? key.length() : slash);
            if (slash >= 0) {
                names.add(name);
            }
            next = store.list(LOGS, slash < 0 ? key : LOGS + name + "/" + LAST, 1);
        }
        names.sort(null);
        return List.copyOf(names);
    }

    @Override
    public Optional<JournalRegister> register(String name) {
        return registers.find(name);
    }

    @Override
    public JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion) {
        return registers.set(name, content, expectedVersion);
    }

    /** Does nothing: the store belongs to the caller. */
    @Override
    public void close() {}

    private BlockObjects blocks(String log) {
        return logs.computeIfAbsent(
                JournalInput.requireLog(log), name -> new BlockObjects(store, name, LOGS + name + "/"));
    }
}
