package com.datafly.signal.dr.tck;

/**
 * What can go wrong around one call of a provider. More may be added.
 *
 * @since 0.1
 */
public enum Fault {
    /** The call is refused for now, nothing having happened. */
    REFUSED,
    /** The call is refused because there were too many, with a time to wait. */
    THROTTLED,
    /** The request is lost on its way: nothing happens, and the caller cannot know. */
    REQUEST_LOST,
    /** The answer is lost on its way: it happened, and the caller cannot know. */
    ANSWER_LOST,
    /** The answer is one of a while ago. */
    STALE,
    /** The code in between fails with an exception of its own kind, before anything happens. */
    DEFECT
}
