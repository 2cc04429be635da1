package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.List;

/** What one action does. Called under the lock of the {@link World}, after what was due has happened. */
@FunctionalInterface
public interface Action {

    /** Does it, and returns the members of its output, none if it has no output. */
    List<Xml> run(RdsCall call);
}
