package com.datafly.signal.dr;

/**
 * What went wrong, in terms that do not depend on a provider.
 *
 * <p>Programs act on the code, never on a message. More codes may be added, so a {@code switch} over them needs a
 * default.
 *
 * @since 0.1
 */
public enum ErrorCode {
    /** The caller's input is wrong whatever the state of the system; the message names the field, value and remedy. */
    INVALID_ARGUMENT,
    /** The credentials are missing, wrong or expired. */
    UNAUTHENTICATED,
    /** The credentials are known but lack a permission, which the message names. */
    PERMISSION_DENIED,
    /** The resource does not exist. Never used where the caller merely may not see it. */
    NOT_FOUND,
    /** The resource to be made exists already. */
    ALREADY_EXISTS,
    /** Somebody else's work or resource stands in the way. */
    CONFLICT,
    /** The resource is not in the state, or has not the setting, that the operation needs. */
    FAILED_PRECONDITION,
    /** A limit of the provider or of the machine is reached: slots, connections, space, count. */
    QUOTA,
    /** The provider asks for fewer calls. */
    THROTTLED,
    /** The resource or the provider cannot be reached, or says that it cannot answer now. */
    UNAVAILABLE,
    /** The time that the caller allowed is over. Work that was started may go on. */
    DEADLINE_EXCEEDED,
    /** The caller, or the thread's interruption, ended the work. */
    CANCELLED,
    /** The resource cannot do this at all; its capabilities say so beforehand. */
    UNSUPPORTED,
    /** Stored or received bytes are not what was written. */
    INTEGRITY_FAILED,
    /** A newer holder of the lease has taken over; this one must stop. */
    FENCED,
    /** Whether the work happened cannot be decided by a program; a person has to look at the evidence. */
    INDETERMINATE,
    /** A defect of this library. */
    INTERNAL,
    /** The provider answered with something that this library has no name for. */
    UNKNOWN
}
