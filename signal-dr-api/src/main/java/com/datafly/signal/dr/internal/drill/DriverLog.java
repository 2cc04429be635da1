package com.datafly.signal.dr.internal.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver;
import java.util.ArrayList;
import java.util.List;

/** A log of the journal's place. */
public final class DriverLog implements SharedLog {

    private final JournalDriver driver;
    private final String name;

    /** Opens the log of that name; the driver stays its owner's to close. */
    public DriverLog(JournalDriver driver, String name) {
        this.driver = driver;
        this.name = name;
    }

    @Override
    public void read(long fromSequence, LineReader reader) {
        driver.read(name, fromSequence, (first, block) -> {
            long sequence = first;
            for (String line : new String(block, UTF_8).lines().toList()) {
                if (sequence >= fromSequence) {
                    reader.line(sequence, line);
                }
                sequence++;
            }
        });
    }

    /** A lost answer is resolved by reading back, so every line has to tell itself from all others. */
    @Override
    public boolean append(long sequence, List<String> lines) {
        try {
            driver.append(name, sequence, (String.join("\n", lines) + "\n").getBytes(UTF_8));
            return true;
        } catch (DrException e) {
            if (e.effect() == Effect.UNKNOWN) {
                return isThere(sequence, lines, e);
            }
            if (e.code() == ErrorCode.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private boolean isThere(long sequence, List<String> lines, DrException lostAnswer) {
        List<String> found = new ArrayList<>();
        read(sequence, (number, line) -> {
            if (found.size() < lines.size()) {
                found.add(line);
            }
        });
        if (found.isEmpty()) {
            throw lostAnswer;
        }
        return found.equals(lines);
    }
}
