package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one database can do, as it is configured now. A capability that nobody declared is unsupported.
 *
 * @since 0.1
 */
public final class Capabilities {

    private static final CapabilityStatus UNDECLARED =
            new CapabilityStatus.Unsupported("the provider does not offer it");

    private final Map<Capability, CapabilityStatus> statuses;

    private Capabilities(Map<Capability, CapabilityStatus> statuses) {
        this.statuses = statuses;
    }

    /** Takes a copy of {@code statuses}. */
    public static Capabilities of(Map<Capability, CapabilityStatus> statuses) {
        Map<Capability, CapabilityStatus> copy = new EnumMap<>(Capability.class);
        copy.putAll(statuses);
        return new Capabilities(copy);
    }

    /** Returns whether {@code capability} is there, with limits or the reason. */
    public CapabilityStatus status(Capability capability) {
        return statuses.getOrDefault(requireNonNull(capability, "capability"), UNDECLARED);
    }

    /** Tells whether {@code capability} is surely there. */
    public boolean supports(Capability capability) {
        return status(capability) instanceof CapabilityStatus.Supported;
    }

    /**
     * Refuses to go on without {@code capability}. One that is unknown passes: the attempt will tell.
     *
     * @param operation what was about to be done, for the message
     * @throws DrException with {@code UNSUPPORTED}, effect {@code NONE} and the reason
     */
    public void require(Capability capability, String operation) {
        if (status(capability) instanceof CapabilityStatus.Unsupported unsupported) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    operation,
                    unsupported.reason(),
                    failure -> failure.detail("capability", capability));
        }
    }

    @Override
    public String toString() {
        return statuses.toString();
    }
}
