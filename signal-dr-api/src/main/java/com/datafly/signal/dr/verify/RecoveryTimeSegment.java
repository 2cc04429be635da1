package com.datafly.signal.dr.verify;

/**
 * The parts of a recovery, from the disruption to the verified system. In order and without gaps, they add up to the
 * recovery time.
 *
 * @since 0.1
 */
public enum RecoveryTimeSegment {
    /** From the disruption until somebody or something noticed it. */
    DETECT,
    /** Until an incident was declared. */
    DECLARE,
    /** Until the recovery was approved; zero where no approval is asked. */
    APPROVE,
    /** Until the recovered system was up. */
    EXECUTE,
    /** Until its content was verified. */
    VERIFY
}
