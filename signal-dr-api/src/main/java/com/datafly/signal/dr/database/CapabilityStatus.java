package com.datafly.signal.dr.database;

import static java.util.Objects.requireNonNull;

/**
 * Whether a database can do something. More kinds may be added.
 *
 * @since 0.1
 */
public sealed interface CapabilityStatus {

    /**
     * It can.
     *
     * @param limits what bounds it, in words; empty if nothing does
     * @since 0.1
     */
    record Supported(String limits) implements CapabilityStatus {
        /** Refuses null. */
        public Supported {
            requireNonNull(limits, "limits");
        }
    }

    /**
     * It cannot.
     *
     * @param reason why, and what would change it
     * @since 0.1
     */
    record Unsupported(String reason) implements CapabilityStatus {
        /** Refuses null. */
        public Unsupported {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * Only a trial would tell.
     *
     * @param probe what would have to be tried
     * @since 0.1
     */
    record Unknown(String probe) implements CapabilityStatus {
        /** Refuses null. */
        public Unknown {
            requireNonNull(probe, "probe");
        }
    }
}
