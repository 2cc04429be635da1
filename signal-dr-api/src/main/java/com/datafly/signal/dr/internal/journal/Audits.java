package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalAudit;
import com.datafly.signal.dr.journal.JournalHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at every record of a log and says what is wrong. */
final class Audits {

    private Audits() {}

    static JournalAudit of(JournalPlace place, String log, Anchors anchors, Optional<JournalHead> expected) {
        List<String> problems = new ArrayList<>();
        Optional<JournalHead> anchor = anchor(anchors, log, problems);
        AnchorCheck anchored = AnchorCheck.of(anchor);
        AnchorCheck known = AnchorCheck.of(expected);
        ChainReader chain = new ChainReader(log, JournalHead.empty(), anchored.andThen(known));
        try {
            place.read(chain);
        } catch (DrException broken) {
            if (!isFinding(broken)) {
                throw broken;
            }
            problems.add(broken.problem());
        }
        if (chain.tornBytes() > 0) {
            problems.add("behind record " + chain.head().sequence() + " are " + chain.tornBytes()
                    + " bytes of a record that was not finished, or was damaged");
        }
        anchored.problem(chain.head())
                .ifPresent(
                        problem -> problems.add("record " + anchor.orElseThrow().sequence() + " " + problem));
        known.problem(chain.head())
                .ifPresent(problem -> problems.add(
                        "record " + expected.orElseThrow().sequence() + ", which the caller knows, " + problem));
        return JournalAudit.of(log, chain.head(), anchor, problems);
    }

    private static Optional<JournalHead> anchor(Anchors anchors, String log, List<String> problems) {
        try {
            return anchors.find(log);
        } catch (DrException unreadable) {
            if (!isFinding(unreadable)) {
                throw unreadable;
            }
            problems.add(unreadable.problem());
            return Optional.empty();
        }
    }

    private static boolean isFinding(DrException failure) {
        return failure.code() == ErrorCode.INTEGRITY_FAILED || failure.code() == ErrorCode.UNSUPPORTED;
    }
}
