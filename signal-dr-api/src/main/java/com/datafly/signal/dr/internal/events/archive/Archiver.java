package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.events.ArchiveReport;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.time.Clock;
import java.util.UUID;

/** Archives one request, round by round, and remembers between rounds where the chains end. Not thread-safe. */
final class Archiver {

    private final StreamResource stream;
    private final ArchiveRequest request;
    private final Parts parts;
    private boolean begun;

    Archiver(StreamResource stream, ArchiveObjects objects, ArchiveKeys keys, ArchiveRequest request) {
        this.stream = stream;
        this.request = request;
        this.parts = Parts.of(objects, keys, stream.clock());
    }

    /**
     * What an archiver keeps from round to round.
     *
     * @param name its own, that no other has
     */
    record Parts(String name, Chains chains, LinkWriter links, Lineages lineages, Seals seals) {
        static Parts of(ArchiveObjects objects, ArchiveKeys keys, Clock clock) {
            String name = UUID.randomUUID().toString();
            return new Parts(
                    name,
                    new Chains(objects, keys),
                    new LinkWriter(objects, keys, name, clock),
                    new Lineages(objects, keys),
                    new Seals(objects, keys));
        }
    }

    /**
     * What a round does.
     *
     * @param cluster the cluster's name for itself
     * @param first whether this archiver added nothing before, or failed at it
     */
    record Task(ArchiveRequest request, String cluster, boolean first) {}

    /** Archives what is there now; fails as {@code EventArchive.append} says. */
    ArchiveReport round() {
        String cluster = stream.read("ask for the id of " + stream.address(), EventStreamDriver::clusterId);
        boolean first = !begun;
        // A round that fails may have linked what it did not seal.
        begun = false;
        try {
            ArchiveReport report = new ArchiveRound(stream, parts, new Task(request, cluster, first)).run();
            begun = !first || report.amount().records() > 0;
            return report;
        } catch (RuntimeException | Error e) {
            parts.links().forget();
            throw e;
        }
    }
}
