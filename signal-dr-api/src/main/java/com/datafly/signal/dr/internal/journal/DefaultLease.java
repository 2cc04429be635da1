package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.Lease;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.spi.JournalRegister;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A lease in a register. */
public final class DefaultLease implements Lease {

    /** Clocks run at different rates, if only a little: the holder stops before anybody else begins. */
    private static final int MARGIN_DIVISOR = 10;

    private final JournalPlace place;
    private final Registers registers;
    private final LeaseName name;
    /**
     * Read without the lock, which a renewal holds for as long as it takes: whether the lease is held must not wait.
     */
    private volatile Held held;

    private volatile boolean over;

    DefaultLease(JournalPlace place, Registers registers, LeaseName name, Held held) {
        this.place = place;
        this.registers = registers;
        this.name = name;
        this.held = held;
    }

    @Override
    public String resource() {
        return name.resource();
    }

    @Override
    public LeaseHolder holder() {
        return held.state().status().holder();
    }

    @Override
    public long epoch() {
        return held.state().status().epoch();
    }

    @Override
    public void renew() {
        write(LeaseState::renewed);
    }

    @Override
    public boolean isHeld() {
        return !remaining().isZero();
    }

    @Override
    public Duration remaining() {
        Held last = held;
        Duration ttl = last.state().status().ttl();
        Duration left =
                ttl.minus(ttl.dividedBy(MARGIN_DIVISOR)).minusNanos(place.time().nanoTime() - last.since());
        return over || left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public void requireHeld() {
        if (!isHeld()) {
            throw lost();
        }
    }

    @Override
    public synchronized void release() {
        if (over) {
            return;
        }
        try {
            write(LeaseState::released);
        } catch (DrException failure) {
            if (failure.code() != ErrorCode.FENCED) {
                throw failure;
            }
        } finally {
            over = true;
        }
    }

    @Override
    public void close() {
        release();
    }

    /** Writes a new state, which prolongs the lease. */
    synchronized void write(UnaryOperator<LeaseState> change) {
        if (over) {
            throw lost();
        }
        while (true) {
            LeaseState next = change.apply(held.state());
            long start = place.time().nanoTime();
            Optional<JournalRegister> written =
                    registers.replace(name.register(), Optional.of(held.register()), next.encode());
            if (written.isPresent()) {
                held = new Held(next, written.get(), start);
                return;
            }
            adoptOwnLostWrite();
        }
    }

    /** A write whose answer was lost for good may have arrived: then the register is still ours. */
    private void adoptOwnLostWrite() {
        Optional<JournalRegister> present = registers.find(name.register());
        Optional<LeaseState> state = present.map(register -> LeaseState.decode(name.resource(), register));
        boolean ours = state.filter(found -> found.token().equals(held.state().token()))
                .filter(found -> !found.status().released())
                .isPresent();
        if (!ours) {
            over = true;
            throw lost();
        }
        held = new Held(state.orElseThrow(), present.orElseThrow(), held.since());
    }

    private DrException lost() {
        return DrException.create(
                ErrorCode.FENCED,
                "hold the lease of " + name.resource(),
                "the lease of epoch " + epoch() + " has expired, was taken over, or was given back",
                failure -> failure.resource(name.resource())
                        .hint("Stop what is done under it, and look who holds the lease now."));
    }

    /** What was written last, and when that was begun by monotonic time. */
    record Held(LeaseState state, JournalRegister register, long since) {}
}
