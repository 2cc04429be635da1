package com.datafly.signal.dr.internal.platform.health;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.platform.HealthEvent;
import com.datafly.signal.dr.platform.HealthFinding;
import com.datafly.signal.dr.platform.HealthReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What changes from one look to the next. */
final class HealthDiary {

    private static final Logger LOG = LoggerFactory.getLogger(HealthDiary.class);
    private static final int MOST = 1_000;

    private final String platform;
    private final Consumer<HealthEvent> listener;
    private final List<HealthEvent> events = new ArrayList<>();
    private Map<Trouble, HealthFinding> before = Map.of();
    private boolean unseen;

    /** What two looks may have in common. */
    private record Trouble(HealthFinding.Kind kind, String subject) {}

    HealthDiary(String platform, Consumer<HealthEvent> listener) {
        this.platform = platform;
        this.listener = listener;
    }

    List<HealthEvent> events() {
        return events;
    }

    void saw(HealthReport report) {
        if (unseen) {
            unseen = false;
            note(new HealthEvent(report.at(), HealthEvent.Type.SEEN_AGAIN, platform, "it answers again"));
        }
        Map<Trouble, HealthFinding> now = new LinkedHashMap<>();
        report.findings().forEach(one -> now.put(new Trouble(one.kind(), one.subject()), one));
        now.forEach((trouble, finding) -> {
            HealthFinding former = before.get(trouble);
            if (former == null) {
                note(event(report.at(), HealthEvent.Type.CAME, finding));
            } else if (!former.equals(finding)) {
                note(event(report.at(), HealthEvent.Type.CHANGED, finding));
            }
        });
        before.forEach((trouble, former) -> {
            if (!now.containsKey(trouble)) {
                note(event(report.at(), HealthEvent.Type.WENT, former));
            }
        });
        before = now;
    }

    void unsteady(Instant at, String subject, String detail) {
        note(new HealthEvent(at, HealthEvent.Type.UNSTEADY, subject, detail));
    }

    void sawNothing(Instant at, DrException failure) {
        if (!unseen) {
            unseen = true;
            note(new HealthEvent(at, HealthEvent.Type.UNSEEN, platform, failure.problem()));
        }
    }

    private static HealthEvent event(Instant at, HealthEvent.Type type, HealthFinding finding) {
        return new HealthEvent(at, type, finding.subject(), finding.detail());
    }

    private void note(HealthEvent event) {
        if (events.size() < MOST) {
            events.add(event);
        }
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            LOG.warn("a listener of health events failed", e);
        }
    }
}
