package com.datafly.signal.dr.internal.journal;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.LeaseStatus;
import com.datafly.signal.dr.spi.JournalRegister;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the register of a lease says.
 *
 * @param token a random name of this acquisition
 * @param process the holder's process, where it could be told
 * @param renewals counts the writes of this acquisition, so that no content comes twice
 * @param unfenced runs that held the lease and may still be able to append to their journals
 */
record LeaseState(
        LeaseStatus status, String token, Optional<ProcessIdentity> process, long renewals, List<String> unfenced) {

    LeaseState renewed() {
        return new LeaseState(status, token, process, renewals + 1, unfenced);
    }

    LeaseState allFenced() {
        return new LeaseState(status, token, process, renewals + 1, List.of());
    }

    LeaseState released() {
        LeaseStatus free =
                new LeaseStatus(status.resource(), status.holder(), status.epoch(), status.since(), status.ttl(), true);
        return new LeaseState(free, token, process, renewals + 1, unfenced);
    }

    byte[] encode() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("format", RecordCodec.FORMAT);
        json.put("resource", status.resource());
        json.put("holder", status.holder().name());
        json.put("run", status.holder().run());
        json.put("epoch", status.epoch());
        json.put("since", status.since().toString());
        json.put("ttl", status.ttl().toString());
        json.put("released", status.released());
        json.put("token", token);
        json.put("renewals", renewals);
        json.put("unfenced", unfenced);
        process.ifPresent(holder -> {
            json.put("space", holder.space());
            json.put("pid", holder.pid());
            json.put("startTicks", holder.startTicks());
        });
        return PlainJson.write(json);
    }

    /**
     * Decodes a register.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it holds no lease, {@code UNSUPPORTED} if its format is
     *     newer
     */
    static LeaseState decode(String resource, JournalRegister register) {
        try {
            Map<String, @Nullable Object> json = PlainJson.read(register.content());
            long format = get(json, "format", Long.class);
            if (format > RecordCodec.FORMAT) {
                throw newer(resource, format);
            }
            LeaseStatus status = new LeaseStatus(
                    get(json, "resource", String.class),
                    new LeaseHolder(get(json, "holder", String.class), get(json, "run", String.class)),
                    get(json, "epoch", Long.class),
                    Instant.parse(get(json, "since", String.class)),
                    Duration.parse(get(json, "ttl", String.class)),
                    get(json, "released", Boolean.class));
            return new LeaseState(
                    status,
                    get(json, "token", String.class),
                    process(json),
                    get(json, "renewals", Long.class),
                    texts(get(json, "unfenced", List.class)));
        } catch (IOException | ClassCastException | NullPointerException | DateTimeException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read the lease of " + resource,
                    "its register holds no lease: " + e.getMessage(),
                    failure -> failure.cause(e)
                            .hint("Make sure that nothing recovers this resource, then delete the register."));
        }
    }

    private static Optional<ProcessIdentity> process(Map<String, @Nullable Object> json) {
        return json.get("space") instanceof String space
                ? Optional.of(
                        new ProcessIdentity(space, get(json, "pid", Long.class), get(json, "startTicks", Long.class)))
                : Optional.empty();
    }

    private static List<String> texts(List<?> list) {
        return list.stream().map(String::valueOf).toList();
    }

    private static <T> T get(Map<String, @Nullable Object> json, String name, Class<T> type) {
        return requireNonNull(type.cast(json.get(name)), name);
    }

    private static DrException newer(String resource, long format) {
        return DrException.create(
                ErrorCode.UNSUPPORTED,
                "read the lease of " + resource,
                "it has format " + format + ", and this version of the library reads up to " + RecordCodec.FORMAT,
                failure -> failure.hint("Use the version of the library that wrote it, or a newer one."));
    }
}
