package com.datafly.signal.dr.internal.playbook.action;

import com.datafly.signal.dr.events.ArchiveReport;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.events.EventArchive;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.EventsArchived;
import com.datafly.signal.dr.store.ObjectStore;
import java.util.List;

/** Archives what is new in topics, and what the cluster knows beside them. Done again, it adds what is new since. */
public final class ArchiveEvents extends BuiltIn<ArchiveEvents.Input, EventsArchived> {

    private final ObjectStore store;

    /** Makes the action; the store's address is in the input, the store is the host's. */
    public ArchiveEvents(ObjectStore store) {
        super("archive-events", Input.class, EventsArchived.class);
        this.store = store;
    }

    /**
     * What to archive.
     *
     * @param store the store's address
     * @param prefix the beginning of the archive's keys
     * @param topics names and patterns
     * @param segmentBytes the size at which a segment ends
     */
    public record Input(String store, String prefix, List<String> topics, int segmentBytes) {}

    /** Describes the input of this action. */
    public Input input(String prefix, ArchiveRequest request) {
        return new Input(store.address(), prefix, request.topics(), request.segmentBytes());
    }

    @Override
    public EventsArchived act(StepContext context, Input input) {
        EventArchive archive = context.events().archive(store, input.prefix());
        ArchiveReport report = archive.append(
                        ArchiveRequest.of(input.topics().toArray(String[]::new)).segmentBytes(input.segmentBytes()))
                .orThrow();
        archive.exportMetadata();
        return EventsArchived.of(context.clock().instant(), report);
    }

    @Override
    public List<String> changes(StepContext context, Input input) {
        return List.of("adds the events of " + String.join(", ", input.topics()) + " that are not archived yet to "
                + input.store() + " below '" + input.prefix() + "', from "
                + context.events().address());
    }

    @Override
    public List<String> byHand(StepContext context, Input input) {
        return List.of("kafka-console-consumer.sh --bootstrap-server "
                + context.events().address().location()
                + " --isolation-level read_committed --from-beginning --property print.offset=true"
                + " --property print.timestamp=true --property print.headers=true --property print.key=true --topic TOPIC"
                + "  # of each topic, into a file that is kept in " + input.store());
    }
}
