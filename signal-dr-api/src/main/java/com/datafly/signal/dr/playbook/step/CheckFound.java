package com.datafly.signal.dr.playbook.step;

import com.datafly.signal.dr.verify.CheckResult;
import com.datafly.signal.dr.verify.Verdict;
import java.util.Map;

/**
 * What one check found.
 *
 * @param name the check's name
 * @param verdict what the evidence says
 * @param summary one sentence in plain words
 * @param details further facts by name
 * @param provesData whether it looked at the application's data
 * @since 0.1
 */
public record CheckFound(
        String name, Verdict verdict, String summary, Map<String, String> details, boolean provesData) {

    /** Keeps {@code result}. */
    public static CheckFound of(CheckResult result) {
        return new CheckFound(result.name(), result.verdict(), result.summary(), result.details(), result.provesData());
    }
}
