package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.EventStream;
import com.datafly.signal.dr.events.ReplayRequest;
import com.datafly.signal.dr.events.ReplayResult;
import com.datafly.signal.dr.internal.events.replay.DefaultEventReplay;
import com.datafly.signal.dr.internal.events.replay.ReplayDefinition;
import com.datafly.signal.dr.playbook.Sighting;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.EventsReplayed;
import java.util.List;

/** Replays events under the step's key: whoever acts again goes on. */
public final class ReplayEvents extends BuiltIn<ReplayEvents.Input, EventsReplayed> {

    private final ReplayRequest request;

    /** Makes the action. */
    public ReplayEvents(ReplayRequest request) {
        super("replay-events", Input.class, EventsReplayed.class);
        this.request = request;
    }

    /**
     * What to replay.
     *
     * @param request the request, in a text that is always the same for the same request
     */
    public record Input(String request) {}

    /** Describes the input of this action. */
    public Input input() {
        String source = request.source()
                .map(EventStream::address)
                .map(Object::toString)
                .or(() -> request.archive().map(Object::toString))
                .orElse("");
        return new Input(ReplayDefinition.text(request, source));
    }

    @Override
    public EventsReplayed act(StepContext context, Input input) {
        ReplayResult result = EventRuns.await(context, replay(context).start(request, runId(context)));
        return new EventsReplayed(result.runId(), result.exactlyOnce(), result.read(), result.written());
    }

    @Override
    public Sighting<EventsReplayed> find(StepContext context, Input input) {
        try {
            return replay(context).begun(runId(context))
                    ? Sighting.running(
                            "the replay '" + runId(context) + "' was begun, and acting again goes on with it")
                    : Sighting.notStarted("there is no replay '" + runId(context) + "'");
        } catch (DrException e) {
            return Work.unreadable(e);
        }
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("writes events of " + String.join(", ", request.topics()) + " again, into "
                + request.into().orElse("the same topics") + " of "
                + context.events().address());
    }

    private static DefaultEventReplay replay(StepContext context) {
        return (DefaultEventReplay) context.events().replay();
    }

    private String runId(StepContext context) {
        return request.runId().orElseGet(() -> context.key().value());
    }
}
