package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.spi.JournalRegister;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps the last known head of each log in a register beside it. */
final class Anchors {

    private final JournalPlace place;
    private final Registers registers;

    Anchors(JournalPlace place) {
        this.place = place;
        this.registers = new Registers(place);
    }

    /**
     * Looks the head up that was anchored last.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if the register holds something else
     */
    Optional<JournalHead> find(String log) {
        return registers.find(name(log)).map(register -> decode(log, register));
    }

    /** Anchors {@code head}, unless one behind it is anchored already. */
    void set(String log, JournalHead head) {
        while (true) {
            Optional<JournalRegister> before = registers.find(name(log));
            if (before.isPresent() && decode(log, before.get()).sequence() >= head.sequence()) {
                return;
            }
            if (registers.replace(name(log), before, encode(log, head)).isPresent()) {
                return;
            }
        }
    }

    private byte[] encode(String log, JournalHead head) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("format", RecordCodec.FORMAT);
        json.put("log", log);
        json.put("sequence", head.sequence());
        json.put("epoch", head.epoch());
        json.put("hash", head.hash());
        json.put("at", place.clock().instant().toString());
        json.put("nonce", UUID.randomUUID().toString());
        return PlainJson.write(json);
    }

    private static JournalHead decode(String log, JournalRegister register) {
        try {
            Map<String, @Nullable Object> json = PlainJson.read(register.content());
            if (log.equals(json.get("log"))
                    && json.get("sequence") instanceof Long sequence
                    && json.get("epoch") instanceof Long epoch
                    && json.get("hash") instanceof String hash) {
                return new JournalHead(sequence, epoch, hash);
            }
            throw damaged(log, Objects.toString(json.keySet()));
        } catch (IOException e) {
            throw damaged(log, String.valueOf(e.getMessage()));
        }
    }

    private static DrException damaged(String log, String what) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "read the anchor of the journal " + log,
                "the register " + name(log) + " holds no anchor: " + what,
                failure ->
                        failure.hint("Find out what changed it. Compare the journal's end with a report of the run, and"
                                + " delete the register if they agree."));
    }

    private static String name(String log) {
        return "head/" + log;
    }
}
