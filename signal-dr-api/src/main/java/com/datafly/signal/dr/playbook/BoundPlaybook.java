package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

/**
 * A playbook together with where it is planned: what {@code dr.playbooks().databaseFailure()} returns. Immutable.
 *
 * @since 0.1
 */
public final class BoundPlaybook {

    private final Playbooks playbooks;
    private final Playbook playbook;

    BoundPlaybook(Playbooks playbooks, Playbook playbook) {
        this.playbooks = playbooks;
        this.playbook = requireNonNull(playbook, "playbook");
    }

    /** Returns the playbook alone. */
    public Playbook playbook() {
        return playbook;
    }

    /** See {@link Playbooks#plan(Playbook)}. */
    public Plan plan() {
        return playbooks.plan(playbook);
    }

    /** See {@link Playbooks#plan(Playbook, LiveTarget)}. */
    public Plan plan(LiveTarget target) {
        return playbooks.plan(playbook, target);
    }

    /** See {@link Playbooks#rehearse(Playbook)}. */
    public Plan rehearse() {
        return playbooks.rehearse(playbook);
    }

    /** See {@link Playbooks#rehearse(Playbook, DrillTarget)}. */
    public Plan rehearse(DrillTarget target) {
        return playbooks.rehearse(playbook, target);
    }

    /** See {@link Playbooks#resume(String, Playbook)}. */
    public Run resume(String runId) {
        return playbooks.resume(runId, playbook);
    }

    @Override
    public String toString() {
        return playbook.toString();
    }
}
