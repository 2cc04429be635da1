package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.JournalInput;
import com.datafly.signal.dr.spi.JournalRegister;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One of several processes on the same journals. It notes each call before and after, unbuffered, so that its own death
 * leaves at most one call whose outcome is unknown.
 */
final class JournalRacer {

    static final String LOG = "log";
    static final String REGISTER = "register";
    static final String ABSENT = "absent";

    private final JournalDriver driver;
    private final String number;
    private final OutputStream notes;
    private final Random random;
    private long next = 1;
    private int calls;

    private JournalRacer(JournalDriver driver, String number, OutputStream notes) {
        this.driver = driver;
        this.number = number;
        this.notes = notes;
        this.random = new Random(Long.parseLong(number));
    }

    /** Takes the kind of place, its folder, this racer's number and the count of rounds. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        int rounds = Integer.parseInt(arguments[3]);
        try (JournalDriver driver = Kind.valueOf(arguments[0]).in(folder).open();
                OutputStream notes = Files.newOutputStream(folder.resolve("notes-" + arguments[2]))) {
            JournalRacer racer = new JournalRacer(driver, arguments[2], notes);
            Optional<JournalRegister> before = racer.look();
            System.out.println("ready");
            if (System.in.read() < 0) {
                return;
            }
            // All have seen the same: even those that run one after another contend once.
            racer.append(1);
            racer.replace(before);
            for (int round = 0; round < rounds; round++) {
                if (round == rounds / 2) {
                    System.out.println("half");
                }
                racer.round();
            }
        }
    }

    private void round() throws IOException {
        int die = random.nextInt(10);
        if (die < 6) {
            append(1 + random.nextInt(3));
        } else if (die < 9) {
            replace(look());
        } else {
            readOn();
        }
    }

    private void append(int lines) throws IOException {
        String name = number + "-" + calls;
        String block = (name + "\n").repeat(lines);
        long sequence = next;
        begin(LOG, name, sequence + " " + (sequence + lines));
        if (ends(() -> driver.append(LOG, sequence, block.getBytes(UTF_8)))) {
            next = sequence + lines;
        } else {
            readOn();
        }
    }

    private void readOn() throws IOException {
        AtomicLong end = new AtomicLong(next);
        begin(LOG, number + "-" + calls, "read");
        driver.read(LOG, next, (first, lines) -> end.set(first + JournalInput.lines(lines)));
        next = end.get();
        end("SAW " + next);
    }

    private Optional<JournalRegister> look() throws IOException {
        begin(REGISTER, number + "-" + calls, "read");
        Optional<JournalRegister> present = driver.register(REGISTER);
        end("SAW " + value(present));
        return present;
    }

    private void replace(Optional<JournalRegister> present) throws IOException {
        String name = number + "-" + calls;
        begin(REGISTER, name, value(present) + " " + name);
        ends(() -> driver.setRegister(REGISTER, name.getBytes(UTF_8), present.map(JournalRegister::version)));
    }

    private static String value(Optional<JournalRegister> present) {
        return present.map(register -> new String(register.content(), UTF_8)).orElse(ABSENT);
    }

    private boolean ends(Runnable call) throws IOException {
        try {
            call.run();
            end("DONE");
            return true;
        } catch (DrException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            end("REFUSED");
            return false;
        }
    }

    private void begin(String thing, String name, String call) throws IOException {
        note(thing + " " + name + " " + System.nanoTime() + " " + call);
    }

    private void end(String outcome) throws IOException {
        note(" " + System.nanoTime() + " " + outcome + "\n");
        calls++;
    }

    private void note(String text) throws IOException {
        notes.write(text.getBytes(UTF_8));
    }
}
