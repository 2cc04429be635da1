package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.playbook.FailurePolicy;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import java.util.List;
import java.util.Map;

/** What a run interprets of a playbook. */
public record Definition(
        String name,
        String hash,
        String json,
        FailurePolicy onFailure,
        Map<String, Integer> concurrency,
        List<Step> steps) {

    /** Takes what a run needs. */
    public static Definition of(Playbook playbook) {
        return new Definition(
                playbook.name(),
                playbook.hash(),
                playbook.toJson(),
                playbook.onFailure(),
                playbook.concurrency(),
                playbook.steps());
    }
}
