package com.datafly.signal.dr.verify;

/**
 * One question put to a recovered database. Applications may implement it; {@link Checks} has the ready-made ones.
 *
 * <p>A check reads. Whatever it creates to be able to read, it removes again.
 *
 * @since 0.1
 */
public interface Check {

    /** Returns a short name, unique within a verification, as in {@code orders add up}. */
    String name();

    /**
     * Tells whether this check looks at the application's data. A verification needs at least one passed check that
     * does: a server that merely starts proves nothing about its content.
     */
    boolean provesData();

    /**
     * Looks, and returns what was found.
     *
     * <p>Time is limited: once {@link CheckContext#remaining()} is zero, the connections of the context's data source
     * are closed from outside.
     *
     * @return the result; a question that could not be put (no permission, nothing to look at) is
     *     {@link Verdict#UNPROVEN}, never passed
     * @throws Exception if looking failed; the verification turns it into {@link Verdict#ERROR}
     */
    CheckResult run(CheckContext context) throws Exception;
}
