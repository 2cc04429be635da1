package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.database.Capabilities;
import com.datafly.signal.dr.database.Capability;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.CapabilitiesSeen;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Asks the database whether it can do what is needed. */
public final class RequireCapabilities extends BuiltIn<RequireCapabilities.Input, CapabilitiesSeen> {

    /** Makes the action. */
    public RequireCapabilities() {
        super("require-capabilities", Input.class, CapabilitiesSeen.class);
    }

    /**
     * What is needed.
     *
     * @param capabilities what the database must be able to do
     */
    public record Input(Set<Capability> capabilities) {}

    @Override
    public CapabilitiesSeen act(StepContext context, Input input) {
        Capabilities present = context.database().capabilities();
        Map<String, String> seen = new TreeMap<>();
        for (Capability capability : input.capabilities()) {
            present.require(capability, context.stepId());
            seen.put(capability.name(), words(present.status(capability)));
        }
        return new CapabilitiesSeen(Map.copyOf(seen));
    }

    @Override
    public Set<Capability> requires(Input input) {
        return input.capabilities();
    }

    private static String words(CapabilityStatus status) {
        if (status instanceof CapabilityStatus.Supported supported) {
            return supported.limits().isEmpty() ? "supported" : "supported: " + supported.limits();
        }
        return status instanceof CapabilityStatus.Unknown unknown
                ? "unknown, only a trial would tell: " + unknown.probe()
                : status.toString();
    }
}
