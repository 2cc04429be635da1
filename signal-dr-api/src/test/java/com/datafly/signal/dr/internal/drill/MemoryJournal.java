package com.datafly.signal.dr.internal.drill;

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
import org.jspecify.annotations.Nullable;

/** A journal in memory that can be damaged, and whose appends can be raced, lost or refused. Thread-safe. */
public final class MemoryJournal implements JournalDriver {

    private final Map<String, List<String>> logs = new TreeMap<>();
    private Runnable beforeAppend = () -> {};
    private @Nullable Boolean lostAnswer;
    private boolean refusing;

    @Override
    public String address() {
        return "memory:drills";
    }

    @Override
    public void append(String log, long sequence, byte[] block) {
        Runnable before = beforeAppend;
        beforeAppend = () -> {};
        before.run();
        synchronized (logs) {
            if (refusing) {
                throw DrException.of(ErrorCode.PERMISSION_DENIED, "append to " + log, "refused by the test");
            }
            Boolean lost = lostAnswer;
            lostAnswer = null;
            if (lost == null || lost) {
                put(log, sequence, new String(block, UTF_8));
            }
            if (lost != null) {
                throw DrException.create(
                        ErrorCode.UNAVAILABLE, "append to " + log, "no answer", more -> more.effect(Effect.UNKNOWN));
            }
        }
    }

    private void put(String log, long sequence, String block) {
        List<String> lines = logs.computeIfAbsent(log, absent -> new ArrayList<>());
        if (sequence != lines.size() + 1) {
            throw DrException.of(ErrorCode.CONFLICT, "append to " + log, "it ends at " + lines.size());
        }
        lines.addAll(block.lines().toList());
    }

    @Override
    public void read(String log, long fromSequence, LineReader reader) {
        List<String> lines = lines(log);
        for (long i = fromSequence; i <= lines.size(); i++) {
            reader.lines(i, (lines.get((int) i - 1) + "\n").getBytes(UTF_8));
        }
    }

    @Override
    public List<String> logs() {
        synchronized (logs) {
            return List.copyOf(logs.keySet());
        }
    }

    @Override
    public Optional<JournalRegister> register(String name) {
        return Optional.empty();
    }

    @Override
    public JournalRegister setRegister(String name, byte[] content, Optional<String> expectedVersion) {
        throw DrException.of(ErrorCode.UNSUPPORTED, "set " + name, "no test here needs a register");
    }

    @Override
    public void close() {}

    public List<String> lines(String log) {
        synchronized (logs) {
            return List.copyOf(logs.getOrDefault(log, List.of()));
        }
    }

    /** Adds a line as it is. */
    public void damage(String log, String line) {
        synchronized (logs) {
            logs.computeIfAbsent(log, absent -> new ArrayList<>()).add(line);
        }
    }

    /** Runs something once, right before the next append takes place. */
    public void beforeAppend(Runnable action) {
        beforeAppend = action;
    }

    /** Loses the next append's answer, and before that, unless it is to arrive, the append itself. */
    public void loseAnswer(boolean arrives) {
        lostAnswer = arrives;
    }

    /** Refuses all appends, or takes them again. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }
}
