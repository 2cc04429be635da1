package com.datafly.signal.dr.playbook;

/**
 * Hears what happens in a run. Each listener has a thread and a queue of its own: one that throws or blocks neither
 * stops nor delays the run; one that is too slow is told how many events it missed.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface RunListener {

    /** Takes an event. Events of one run come in order; after a crash some may come again. */
    void on(RunEvent event);
}
