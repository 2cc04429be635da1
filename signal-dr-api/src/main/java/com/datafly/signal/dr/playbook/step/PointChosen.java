package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.database.RecoveryTarget;
import java.time.Instant;

/**
 * A point that a database is to be recovered to, and what could be recovered when it was chosen.
 *
 * @param target the point
 * @param earliest the first instant that could be recovered, by the database's clock
 * @param latest the last instant that could be recovered, by the database's clock
 * @since 0.1
 */
public record PointChosen(RecoveryTarget target, Instant earliest, Instant latest) {}
