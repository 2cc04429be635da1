package com.datafly.signal.dr.k8s.helm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.function.BiPredicate;

/**
 * The journal of a process that dies at one block of its run: nothing more gets into it. Registers stay writable, so
 * that nobody has to wait for the leases of the dead.
 */
final class MortalJournal {

    private final JournalDriver journal;
    private final BiPredicate<Integer, String> last;
    private final Moment moment;
    private int blocks;
    private boolean dead;

    private MortalJournal(JournalDriver journal, BiPredicate<Integer, String> last, Moment moment) {
        this.journal = journal;
        this.last = last;
        this.moment = moment;
    }

    /** Which side of its last block a process dies on. */
    enum Moment {
        BEFORE,
        AFTER
    }

    /** What nothing in the engine can know. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("the process died");
        }
    }

    /** Opens the journal of a process that dies at the block of that number, from 1. */
    static MortalJournal dyingAt(Path directory, int block, Moment moment) {
        return new MortalJournal(FileJournal.open(directory), (number, text) -> number == block, moment);
    }

    /** Opens the journal of a process that dies when a step has done its work, and before it notes that. */
    static MortalJournal dyingUnnoted(Path directory, String step) {
        return new MortalJournal(
                FileJournal.open(directory),
                (number, text) -> text.lines()
                        .anyMatch(line -> line.contains("\"step-outcome\"") && line.contains("\"" + step + "\"")),
                Moment.BEFORE);
    }

    /** Opens the journal of a process that lives. */
    static MortalJournal living(Path directory) {
        return new MortalJournal(FileJournal.open(directory), (number, text) -> false, Moment.BEFORE);
    }

    synchronized boolean isDead() {
        return dead;
    }

    JournalDriver driver() {
        return (JournalDriver) Proxy.newProxyInstance(
                JournalDriver.class.getClassLoader(), new Class<?>[] {JournalDriver.class}, (proxy, method, given) -> {
                    if (method.getName().equals("append")) {
                        append(method, given);
                        return null;
                    }
                    return call(method, given);
                });
    }

    private synchronized void append(Method method, Object[] given) throws Throwable {
        // Logs with a dot in their names are not of one run.
        boolean ofRun = !String.valueOf(given[0]).contains(".");
        blocks += ofRun ? 1 : 0;
        boolean dying = ofRun && last.test(blocks, new String((byte[]) given[2], UTF_8));
        if (dead || (dying && moment == Moment.BEFORE)) {
            dead = true;
            throw new Death();
        }
        call(method, given);
        if (dying) {
            dead = true;
            throw new Death();
        }
    }

    private Object call(Method method, Object[] given) throws Throwable {
        try {
            return method.invoke(journal, given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
