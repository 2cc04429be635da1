package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.EventCapabilities;
import com.datafly.signal.dr.platform.PlatformCapabilities;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one resource can do, as it is configured now. A capability that nobody declared is unsupported.
 *
 * @param <C> the capabilities of such resources
 * @since 0.1
 */
public abstract sealed class DeclaredCapabilities<C extends Enum<C>>
        permits Capabilities, EventCapabilities, PlatformCapabilities {

    private final Map<C, CapabilityStatus> statuses;
    private final CapabilityStatus undeclared;

    /**
     * Takes a copy of {@code statuses}.
     *
     * @param offering who does not offer what nobody declared, for the reason
     */
    protected DeclaredCapabilities(Map<C, CapabilityStatus> statuses, String offering) {
        this.statuses = Map.copyOf(statuses);
        this.undeclared = new CapabilityStatus.Unsupported(offering + " does not offer it");
    }

    /** Returns whether {@code capability} is there, with limits or the reason. */
    public final CapabilityStatus status(C capability) {
        return statuses.getOrDefault(requireNonNull(capability, "capability"), undeclared);
    }

    /** Tells whether {@code capability} is surely there. */
    public final boolean supports(C capability) {
        return status(capability) instanceof CapabilityStatus.Supported;
    }

    /**
     * Refuses to go on without {@code capability}. One that is unknown passes: the attempt will tell.
     *
     * @param operation what was about to be done, for the message
     * @throws DrException with {@code UNSUPPORTED}, effect {@code NONE} and the reason
     */
    public final void require(C capability, String operation) {
        if (status(capability) instanceof CapabilityStatus.Unsupported unsupported) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    operation,
                    unsupported.reason(),
                    failure -> failure.detail("capability", capability));
        }
    }

    @Override
    public final String toString() {
        return new TreeMap<>(statuses).toString();
    }
}
