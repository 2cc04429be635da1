package com.datafly.signal.dr.playbook;

/**
 * What a step leaves behind, and so what may be done about it later.
 *
 * @since 0.1
 */
public enum StepKind {
    /** Changes nothing that anybody would want back: may be repeated at will, and has nothing to undo. */
    PURE,
    /** Changes something, and its action knows how to undo it. */
    REVERSIBLE,
    /** Cannot be taken back: behind it a run goes forward only. */
    POINT_OF_NO_RETURN
}
