package com.datafly.signal.dr.internal.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lines that several processes append to, without a chain: a line that is damaged costs that line alone. Not
 * thread-safe.
 */
final class HistoryLines {

    private final JournalDriver driver;
    private final String log;
    private long seen;

    HistoryLines(JournalDriver driver, String log) {
        this.driver = driver;
        this.log = log;
    }

    /** Reads the lines that were not read before. */
    void readOn(Consumer<String> reader) {
        driver.read(log, seen + 1, (first, block) -> {
            long sequence = first;
            int begin = 0;
            for (int end = 0; end < block.length; end++) {
                if (block[end] == '\n') {
                    if (sequence > seen) {
                        seen = sequence;
                        reader.accept(new String(block, begin, end - begin, UTF_8));
                    }
                    sequence++;
                    begin = end + 1;
                }
            }
        });
    }

    /** Appends lines behind those that were read; false if others are there. */
    boolean append(List<String> lines) {
        try {
            driver.append(log, seen + 1, (String.join("\n", lines) + "\n").getBytes(UTF_8));
            return true;
        } catch (DrException e) {
            if (e.effect() == Effect.UNKNOWN) {
                return isThere(lines, e);
            }
            if (e.code() == ErrorCode.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private boolean isThere(List<String> lines, DrException lostAnswer) {
        HistoryLines behind = new HistoryLines(driver, log);
        behind.seen = seen;
        List<String> found = new ArrayList<>();
        behind.readOn(found::add);
        if (found.isEmpty()) {
            throw lostAnswer;
        }
        return found.size() >= lines.size() && found.subList(0, lines.size()).equals(lines);
    }
}
