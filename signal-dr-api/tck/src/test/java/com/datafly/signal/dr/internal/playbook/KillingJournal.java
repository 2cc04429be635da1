package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.journal.FileJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A journal in files that sends its own process a signal right before or after one record of the run's log, inside of a
 * block too: the file then holds the lines up to there, as a write that was cut short leaves them.
 */
final class KillingJournal extends ThroughJournal {

    private final Path directory;
    private final String signal;
    private final int record;
    private final Moment moment;
    private int records;

    private KillingJournal(Path directory, String signal, int record, Moment moment) {
        super(FileJournal.open(directory));
        this.directory = directory;
        this.signal = signal;
        this.record = record;
        this.moment = moment;
    }

    /** When the signal comes. */
    enum Moment {
        BEFORE,
        AFTER
    }

    /** Sends {@code signal}, as in {@code KILL}, at the record of that number, from 1, of those this process writes. */
    static KillingJournal at(Path directory, String signal, int record, Moment moment) {
        return new KillingJournal(directory, signal, record, moment);
    }

    @Override
    public synchronized void append(String log, long sequence, byte[] block) {
        int lines = log.contains(".") ? 0 : lines(block);
        int wanted = record - records;
        records += lines;
        if (wanted < 1 || wanted > lines) {
            super.append(log, sequence, block);
            return;
        }
        int cut = endOfLine(block, moment == Moment.BEFORE ? wanted - 1 : wanted);
        if (cut == block.length) {
            super.append(log, sequence, block);
        } else if (cut > 0) {
            writeRaw(log, Arrays.copyOf(block, cut));
        }
        signal();
        if (cut < block.length) {
            super.append(log, sequence, block);
        }
    }

    /** Returns once the process goes on, which after some signals is never. */
    private void signal() {
        long pid = ProcessHandle.current().pid();
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        while (signal.equals("KILL")) {
            LockSupport.park();
        }
    }

    private void writeRaw(String log, byte[] lines) {
        Path file = directory.resolve("logs").resolve(log + ".log");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lines(byte[] block) {
        int lines = 0;
        for (byte octet : block) {
            lines += octet == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static int endOfLine(byte[] block, int number) {
        int end = 0;
        for (int line = 0; line < number; line++) {
            while (block[end] != '\n') {
                end++;
            }
            end++;
        }
        return end;
    }
}
