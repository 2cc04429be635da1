package com.datafly.signal.dr.internal.events.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.events.StateTopic;
import java.util.UUID;

/**
 * Who goes on with a copy where no transactions fence others off: whoever claimed it last. The others find out when
 * they next commit, so what they wrote since is repeated, as after a crash.
 */
final class CopyClaim {

    private final StateTopic kept;
    private final String copy;
    private final String key;
    private final String own = UUID.randomUUID().toString();

    private CopyClaim(StateTopic kept, String copy) {
        this.kept = kept;
        this.copy = copy;
        this.key = "copy/" + copy + "/runner";
    }

    /** Claims a copy; the topic that it keeps things in is there. */
    static CopyClaim take(StateTopic kept, String copy) {
        CopyClaim claim = new CopyClaim(kept, copy);
        kept.put(claim.key, claim.own.getBytes(UTF_8));
        return claim;
    }

    /** Throws if somebody else has claimed the copy since. */
    void require() {
        boolean lost = kept.get(key)
                .filter(last -> !new String(last, UTF_8).equals(own))
                .isPresent();
        if (lost) {
            throw DrException.create(
                    ErrorCode.FENCED,
                    "copy '" + copy + "'",
                    "another runner has begun to go on with it",
                    failure -> failure.effect(Effect.APPLIED));
        }
    }
}
