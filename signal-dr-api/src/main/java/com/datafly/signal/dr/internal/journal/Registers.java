package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.RetryBudget;
import com.datafly.signal.dr.spi.JournalRegister;
import java.util.Arrays;
import java.util.Optional;

/**
 * Registers whose lost answers are resolved by reading back: so no two writes may have the same content, and each names
 * its writer.
 */
final class Registers {

    private final JournalPlace place;

    Registers(JournalPlace place) {
        this.place = place;
    }

    Optional<JournalRegister> find(String name) {
        return place.read(() -> place.driver().register(name));
    }

    /**
     * Replaces what {@code before} was.
     *
     * @return the register as it is now; empty if it was not as before
     */
    Optional<JournalRegister> replace(String name, Optional<JournalRegister> before, byte[] content) {
        RetryBudget attempts = place.attempts();
        boolean doubt = false;
        while (true) {
            try {
                return Optional.of(place.driver().setRegister(name, content, before.map(JournalRegister::version)));
            } catch (DrException failure) {
                boolean refused = failure.code() == ErrorCode.CONFLICT && failure.effect() == Effect.NONE;
                doubt |= failure.effect() == Effect.UNKNOWN;
                Optional<JournalRegister> written = doubt ? find(name, content, failure) : Optional.empty();
                if (refused || written.isPresent()) {
                    return written;
                }
                if (!doubt && !JournalPlace.isPassing(failure)) {
                    throw failure;
                }
                attempts.pauseAfter(doubt ? inDoubt(name, failure) : failure);
            }
        }
    }

    private Optional<JournalRegister> find(String name, byte[] content, DrException after) {
        try {
            return find(name).filter(present -> Arrays.equals(present.content(), content));
        } catch (DrException unreadable) {
            after.addSuppressed(unreadable);
            throw inDoubt(name, after);
        }
    }

    private DrException inDoubt(String name, DrException failure) {
        return DrException.create(
                failure.code(),
                "write " + name,
                "whether it is written is not known: " + failure.problem(),
                more -> more.effect(Effect.UNKNOWN)
                        .cause(failure)
                        .hint("Try again once " + place.driver().address() + " can be reached."));
    }
}
