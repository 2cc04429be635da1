package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.Lease;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.LeaseStatus;
import com.datafly.signal.dr.journal.Leases;
import com.datafly.signal.dr.spi.JournalRegister;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Leases in registers. */
public final class DefaultLeases implements Leases {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

    private final JournalPlace place;
    private final Registers registers;
    private final LeaseWatch watch;
    private final BiConsumer<String, JournalEntry> fence;

    /** Creates leases; {@code fence} makes the runner of a run unable to append, for the reason in the entry. */
    DefaultLeases(JournalPlace place, BiConsumer<String, JournalEntry> fence) {
        this.place = place;
        this.registers = new Registers(place);
        this.watch = new LeaseWatch(place.time());
        this.fence = fence;
    }

    @Override
    public Lease acquire(String resource, LeaseHolder holder, Duration ttl) {
        if (ttl.compareTo(SHORTEST) < 0) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "acquire the lease of " + resource,
                    "ttl is " + ttl,
                    failure -> failure.hint("Use at least a second; half a minute is usual."));
        }
        LeaseHolder masked = new LeaseHolder(mask(holder.name()), JournalNames.requireRun(holder.run()));
        return acquire(LeaseName.of(mask(resource)), masked, ttl);
    }

    @Override
    public Lease acquire(String resource, LeaseHolder holder, Duration ttl, Duration patience) {
        long start = place.time().nanoTime();
        while (true) {
            try {
                return acquire(resource, holder, ttl);
            } catch (DrException held) {
                Duration left = patience.minusNanos(place.time().nanoTime() - start);
                if (held.code() != ErrorCode.CONFLICT || left.isNegative() || left.isZero()) {
                    throw held;
                }
                pause(left, held);
            }
        }
    }

    @Override
    public Optional<LeaseStatus> find(String resource) {
        LeaseName name = LeaseName.of(mask(resource));
        return registers.find(name.register()).map(register -> {
            LeaseStatus seen = LeaseState.decode(name.resource(), register).status();
            watch.see(name.register(), register.version());
            return seen;
        });
    }

    private Lease acquire(LeaseName name, LeaseHolder holder, Duration ttl) {
        while (true) {
            Optional<JournalRegister> register = registers.find(name.register());
            Optional<LeaseState> before = register.map(present -> LeaseState.decode(name.resource(), present));
            register.ifPresent(present -> requireFree(name, present, before.orElseThrow()));
            LeaseState mine = next(name, holder, ttl, before);
            long start = place.time().nanoTime();
            Optional<JournalRegister> taken = registers.replace(name.register(), register, mine.encode());
            if (taken.isPresent()) {
                watch.forget(name.register());
                DefaultLease lease =
                        new DefaultLease(place, registers, name, new DefaultLease.Held(mine, taken.get(), start));
                fenceThoseBefore(lease, mine);
                return lease;
            }
        }
    }

    private void requireFree(LeaseName name, JournalRegister register, LeaseState state) {
        if (state.status().released()
                || state.process().filter(ProcessIdentity::isDead).isPresent()) {
            return;
        }
        LeaseStatus held = state.status();
        Duration left = watch.untilExpiry(name.register(), register.version(), held.ttl());
        if (left.isZero()) {
            return;
        }
        throw DrException.create(
                ErrorCode.CONFLICT,
                "acquire the lease of " + name.resource(),
                "it is held by " + held.holder() + " since " + held.since(),
                failure -> failure.resource(name.resource())
                        .retryAfter(left)
                        .detail("holder", held.holder().name())
                        .detail("run", held.holder().run())
                        .detail("since", held.since())
                        .detail("epoch", held.epoch())
                        .hint("Wait until that run has ended, or stop its process: a lease that is not renewed expires "
                                + held.ttl().toSeconds() + " s after it was last seen to change."));
    }

    private LeaseState next(LeaseName name, LeaseHolder holder, Duration ttl, Optional<LeaseState> before) {
        Set<String> unfenced = new LinkedHashSet<>();
        before.ifPresent(last -> {
            unfenced.addAll(last.unfenced());
            if (!last.status().released()) {
                unfenced.add(last.status().holder().run());
            }
        });
        unfenced.remove(holder.run());
        long epoch = before.map(last -> last.status().epoch()).orElse(0L) + 1;
        LeaseStatus status =
                new LeaseStatus(name.resource(), holder, epoch, place.clock().instant(), ttl, false);
        return new LeaseState(
                status, UUID.randomUUID().toString(), ProcessIdentity.current(), 0, List.copyOf(unfenced));
    }

    /** The lease is ours, so no runner of those runs gets it again; what is left is to stop their journals. */
    private void fenceThoseBefore(DefaultLease lease, LeaseState mine) {
        if (mine.unfenced().isEmpty()) {
            return;
        }
        LeaseHolder holder = mine.status().holder();
        JournalEntry why = JournalEntry.of(
                "fenced", Map.of("resource", mine.status().resource(), "by", holder.name(), "run", holder.run()));
        try {
            mine.unfenced().forEach(run -> fence.accept(run, why));
            lease.write(LeaseState::allFenced);
        } catch (DrException failure) {
            giveBack(lease, failure);
            throw failure;
        }
    }

    private static void giveBack(Lease lease, DrException after) {
        try {
            lease.release();
        } catch (DrException failure) {
            after.addSuppressed(failure);
        }
    }

    private void pause(Duration left, DrException held) {
        Duration pause = held.retryAfter().orElse(LONGEST_PAUSE);
        for (Duration bound : List.of(LONGEST_PAUSE, left)) {
            pause = pause.compareTo(bound) > 0 ? bound : pause;
        }
        try {
            place.time().sleep(pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DrException.create(
                    ErrorCode.CANCELLED,
                    held.operation(),
                    "the thread was interrupted while it waited: " + held.problem(),
                    failure -> failure.cause(held));
        }
    }

    private String mask(String text) {
        return place.redactor().apply(text);
    }
}
