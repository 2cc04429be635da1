package com.datafly.signal.dr.internal.platform.connection;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A process that dies at one of its calls, or at one record of its journal: nothing it does later has an effect. */
final class Mortal {

    private static final Set<String> CHANGES =
            Set.of("createSecret", "changeSecret", "deleteSecret", "annotateTemplate", "evict");

    private final int callAt;
    private final int recordAt;
    private final Moment moment;
    private int calls;
    private int records;
    private List<Object> seen = List.of();
    private boolean dead;
    private String diedAt = "";

    private Mortal(int callAt, int recordAt, Moment moment) {
        this.callAt = callAt;
        this.recordAt = recordAt;
        this.moment = moment;
    }

    /** When it dies. */
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

    static Mortal immortal() {
        return new Mortal(0, 0, Moment.BEFORE);
    }

    /**
     * Dies before the call of the platform of that number, from 1, or after the change of that number. Of calls between
     * which nothing changed, neither at the platform nor in the journal, only the first one counts: to die at another
     * leaves the same behind.
     */
    static Mortal atCall(int call, Moment moment) {
        return new Mortal(call, 0, moment);
    }

    /** Dies before or after the record of the run's journal of that number, from 1, inside of a block too. */
    static Mortal atRecord(int record, Moment moment) {
        return new Mortal(0, record, moment);
    }

    synchronized boolean isDead() {
        return dead;
    }

    synchronized String diedAt() {
        return diedAt;
    }

    /** Begins a call, before which the platform is in a state. */
    synchronized void beginCall(String name, Supplier<Object> state) {
        requireAlive();
        calls += counts(name, state) ? 1 : 0;
        if (callAt > 0 && calls == callAt && moment == Moment.BEFORE) {
            die("before call " + calls + ", " + name);
        }
    }

    private boolean counts(String name, Supplier<Object> state) {
        if (callAt == 0 || moment == Moment.AFTER) {
            return CHANGES.contains(name);
        }
        List<Object> before = seen;
        seen = List.of(records, state.get());
        return !seen.equals(before);
    }

    synchronized void endCall(String name) {
        if (callAt > 0 && calls == callAt) {
            die("after change " + calls + ", " + name);
        }
    }

    /** Returns how many of the next records are written before the end. */
    synchronized int beginRecords(int count) {
        requireAlive();
        int left = recordAt - records - (moment == Moment.BEFORE ? 1 : 0);
        boolean reached = recordAt > records && recordAt <= records + count;
        records += count;
        return reached ? left : count;
    }

    synchronized void endRecords() {
        if (recordAt > 0 && records >= recordAt) {
            die(moment + " record " + recordAt);
        }
    }

    private void requireAlive() {
        if (dead) {
            throw new Death();
        }
    }

    private void die(String where) {
        dead = true;
        diedAt = where;
        throw new Death();
    }
}
