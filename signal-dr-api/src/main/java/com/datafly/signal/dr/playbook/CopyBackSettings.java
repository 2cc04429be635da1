package com.datafly.signal.dr.playbook;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.internal.playbook.failover.CopyBack;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects how a step copies back. Not thread-safe.
 *
 * <p>Defaults: until nothing is left, what copies in the old direction is asked whether it is still, every topic that
 * was made since goes back too.
 *
 * @since 0.1
 */
public final class CopyBackSettings {

    private final Set<String> leave = new LinkedHashSet<>();
    private long nearly;
    private @Nullable String stoppedBy;

    private CopyBackSettings() {}

    static CopyBack.Input of(Consumer<CopyBackSettings> more) {
        CopyBackSettings settings = new CopyBackSettings();
        more.accept(settings);
        return new CopyBack.Input(settings.nearly, Optional.ofNullable(settings.stoppedBy), Set.copyOf(settings.leave));
    }

    /** Ends with the first round of fewer events than this; with 0 when nothing is left. */
    public CopyBackSettings untilFewerThan(long events) {
        this.nearly = events;
        return this;
    }

    /**
     * Names a host's step that stopped what copies in the old direction and leaves a {@code MirrorStopped}: it is
     * believed where nobody can be asked.
     */
    public CopyBackSettings mirrorStoppedBy(String step) {
        this.stoppedBy = requireNonNull(step, "step");
        return this;
    }

    /** Leaves topics of the new cluster where they are. */
    public CopyBackSettings leave(String... topics) {
        leave.addAll(List.of(topics));
        return this;
    }
}
