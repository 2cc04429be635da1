package com.datafly.signal.dr.tck;

import com.datafly.signal.dr.database.HighAvailabilityStatus;
import com.datafly.signal.dr.database.Replication;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.operation.OperationStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The standby of one {@link InMemoryDatabase}, and the other that it follows itself, if it does. */
final class InMemoryStandby {

    private static final String PLACE = "the room next door";

    private final Map<OperationKey, Instant> failovers = new LinkedHashMap<>();
    private Replication replication;
    private boolean healthy = true;
    private @Nullable String primary;
    private @Nullable OperationKey promotion;
    private @Nullable Instant promotedAt;

    InMemoryStandby(Replication replication) {
        this.replication = replication;
    }

    void set(Replication replication, boolean healthy) {
        this.replication = replication;
        this.healthy = healthy;
    }

    void follow(String primary) {
        this.primary = primary;
    }

    boolean isThere() {
        return replication != Replication.NONE;
    }

    boolean follows(Instant now) {
        return primary != null && (promotedAt == null || promotedAt.isAfter(now));
    }

    boolean follows(String other, Instant now) {
        return other.equals(primary) && follows(now);
    }

    HighAvailabilityStatus status() {
        return HighAvailabilityStatus.create(replication, isThere() && healthy, more -> {
            if (isThere()) {
                more.standbyPlace(PLACE).evidence("The standby in " + PLACE + " is " + replication + ".");
            } else {
                more.evidence("There is no standby.");
            }
        });
    }

    void failOver(OperationKey key, Instant doneAt) {
        failovers.putIfAbsent(key, doneAt);
    }

    int failovers() {
        return failovers.size();
    }

    Optional<OperationStatus> failover(OperationKey key, Instant now) {
        return Optional.ofNullable(failovers.get(key)).map(doneAt -> at(doneAt, now));
    }

    void promote(OperationKey key, Instant doneAt) {
        if (promotion == null) {
            promotion = key;
            promotedAt = doneAt;
        }
    }

    Optional<OperationStatus> promotion(OperationKey key, Instant now) {
        return key.equals(promotion)
                ? Optional.ofNullable(promotedAt).map(doneAt -> at(doneAt, now))
                : Optional.empty();
    }

    private static OperationStatus at(Instant doneAt, Instant now) {
        return doneAt.isAfter(now) ? OperationStatus.running() : OperationStatus.succeeded("");
    }
}
