package com.datafly.signal.dr.k8s.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Registers as Leases: the content is an annotation, and what it says of a lease is shown where people and tools look
 * for it. Nothing is decided by what is shown; {@code leaseTransitions} is the epoch.
 */
final class LeaseForm implements RegisterForm<Lease> {

    private static final String CONTENT = "signal-dr.datafly.com/content";

    /** All annotations together have room for 256 KiB. */
    private static final int LARGEST = 128 << 10;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Clock clock;

    /** Shows times of renewals by {@code clock}. */
    LeaseForm(Clock clock) {
        this.clock = clock;
    }

    @Override
    public int largest() {
        return LARGEST;
    }

    @Override
    public void write(ObjectNode object, byte[] content) {
        object.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put(CONTENT, Base64.getEncoder().encodeToString(content));
        ObjectNode spec = object.withObjectProperty("spec").put("renewTime", MICROSECONDS.format(clock.instant()));
        try {
            show(JSON.readTree(new String(content, UTF_8)), spec);
        } catch (JsonProcessingException | DateTimeException e) {
            // It is no lease, or one of another version: the content is what counts.
            spec.put("holderIdentity", "");
        }
    }

    @Override
    public Optional<byte[]> read(Lease lease) {
        return ObjectNames.annotation(lease, CONTENT).map(Base64.getDecoder()::decode);
    }

    private static void show(JsonNode lease, ObjectNode spec) {
        boolean free = lease.path("released").asBoolean();
        spec.put(
                "holderIdentity",
                free || !lease.has("holder")
                        ? ""
                        : lease.path("holder").asText() + " for run "
                                + lease.path("run").asText());
        if (lease.path("epoch").canConvertToInt() && lease.path("epoch").intValue() >= 0) {
            spec.put("leaseTransitions", lease.path("epoch").intValue());
        }
        if (lease.path("since").isTextual() && lease.path("ttl").isTextual()) {
            Duration ttl = Duration.parse(lease.path("ttl").asText());
            spec.put(
                    "acquireTime",
                    MICROSECONDS.format(Instant.parse(lease.path("since").asText())));
            spec.put("leaseDurationSeconds", (int) Math.max(1, Math.min(Integer.MAX_VALUE, ttl.toSeconds())));
        }
    }
}
