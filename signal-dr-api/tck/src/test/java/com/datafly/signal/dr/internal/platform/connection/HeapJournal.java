package com.datafly.signal.dr.internal.platform.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A journal that survives its processes, and waits for no disk. Thread-safe. */
final class HeapJournal implements JournalDriver {

    private final Map<String, List<String>> logs = new TreeMap<>();
    private final Map<String, JournalRegister> registers = new TreeMap<>();
    private long versions;

    @Override
    public String address() {
        return "heap:" + System.identityHashCode(this);
    }

    @Override
    public synchronized void append(String log, long sequence, byte[] block) {
        List<String> lines = logs.computeIfAbsent(log, absent -> new ArrayList<>());
        if (sequence != lines.size() + 1L) {
            throw conflict("append to " + log, "it ends at " + lines.size());
        }
        lines.addAll(new String(block, UTF_8).lines().toList());
    }

    @Override
    public void read(String log, long fromSequence, LineReader reader) {
        List<String> lines = lines(log);
        for (long i = fromSequence; i <= lines.size(); i++) {
            reader.lines(i, (lines.get((int) i - 1) + "\n").getBytes(UTF_8));
        }
    }

    private synchronized List<String> lines(String log) {
        return List.copyOf(logs.getOrDefault(log, List.of()));
    }

    @Override
    public synchronized List<String> logs() {
        return List.copyOf(logs.keySet());
    }

    @Override
    public synchronized Optional<JournalRegister> register(String name) {
        return Optional.ofNullable(registers.get(name));
    }

    @Override
    public synchronized JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion) {
        if (!register(name).map(JournalRegister::version).equals(expectedVersion)) {
            throw conflict("set " + name, "it is in another state");
        }
        JournalRegister set = JournalRegister.of(content, Long.toString(++versions));
        registers.put(name, set);
        return set;
    }

    private static DrException conflict(String operation, String problem) {
        return DrException.create(ErrorCode.CONFLICT, operation, problem, failure -> failure.effect(Effect.NONE));
    }

    @Override
    public void close() {
        // It is there for the next process.
    }
}
