package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ArchiveReport;
import com.datafly.signal.dr.events.ArchiveRequest;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.internal.StreamResource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Archives what is in the logs when it begins. This thread reads, others compress, and others store, all at once. */
final class ArchiveRound {

    private static final int STORING = 4;
    private static final int PENDING_SEGMENTS = 1;

    private final StreamResource stream;
    private final Archiver.Parts parts;
    private final ArchiveRequest request;
    private final String cluster;
    private final boolean first;
    private final LineageGuard guard;
    private final Map<PartitionId, DrException> failed = new ConcurrentHashMap<>();
    private final Map<PartitionId, AddedRange> added = new ConcurrentHashMap<>();
    private volatile long readUntil;

    /** Prepares a round; the first one of an archiver seals what one before it linked and did not come to seal. */
    ArchiveRound(StreamResource stream, Archiver.Parts parts, Archiver.Task task) {
        this.stream = stream;
        this.parts = parts;
        this.request = task.request();
        this.cluster = task.cluster();
        this.first = task.first();
        this.guard = new LineageGuard(stream, task.cluster());
    }

    ArchiveReport run() {
        Map<PartitionId, ChainId> chains = chains();
        RoundStart start = new RoundStart(parts.links());
        start.look(stream, chains, parts.chains());
        failed.putAll(start.failed());
        try (Stage store = new Stage("signal-dr-archive-store", STORING, PENDING_SEGMENTS);
                Compression compress = new Compression(
                        request.segmentBytes(), (chain, segment) -> store.submit(chain, () -> store(chain, segment)))) {
            read(start, chains, compress);
            compress.drain();
            store.drain();
        }
        return report(chains);
    }

    /** Chooses the topics, and writes down those that are new. */
    private Map<PartitionId, ChainId> chains() {
        List<Topic> chosen = Selection.choose(stream, request.topics(), guard.topics());
        Map<Lineage, Topic> lineages = new LinkedHashMap<>();
        chosen.forEach(topic -> lineages.put(guard.lineage(topic), topic));
        parts.lineages().ensure(stream, cluster, lineages);
        Map<PartitionId, ChainId> chains = new HashMap<>();
        lineages.forEach((lineage, topic) -> topic.partitionIds()
                .forEach(partition -> chains.put(partition, new ChainId(lineage, partition.partition()))));
        return chains;
    }

    private void read(RoundStart start, Map<PartitionId, ChainId> chains, Compression compress) {
        start.begins().forEach((partition, from) -> {
            ChainId chain = chain(chains, partition);
            compress.submit(partition, buffers -> buffers.begin(chain, from));
        });
        Intake intake = new Intake(start.resumption(), compress);
        start.lost().forEach(intake::lost);
        Map<PartitionId, Long> positions = new LogReading(stream, start.positions(), start.ends(), intake).run();
        long at = readUntil;
        compress.finish(positions, at);
    }

    private void store(ChainId chain, FinishedSegment segment) {
        PartitionId partition = chain.partitionId();
        if (failed.containsKey(partition)) {
            return;
        }
        try {
            SegmentLink link = parts.links().write(chain, segment, guard);
            added.computeIfAbsent(partition, found -> new AddedRange(chain)).add(link);
        } catch (DrException e) {
            if (e.code() != ErrorCode.FAILED_PRECONDITION || !e.details().containsKey("lineage")) {
                throw e;
            }
            failed.put(partition, e);
        }
    }

    private ArchiveReport report(Map<PartitionId, ChainId> chains) {
        Map<ChainId, ChainHead> grown = new LinkedHashMap<>();
        if (!added.isEmpty()) {
            new TreeMap<>(chains)
                    .values().stream()
                            .filter(chain -> first || added.containsKey(chain.partitionId()))
                            .filter(chain -> parts.links().known(chain).isBegun())
                            .forEach(chain -> grown.put(chain, parts.links().known(chain)));
        }
        String seal = parts.seals()
                .append(
                        grown,
                        new SegmentLink.Maker(parts.name(), stream.clock().instant()));
        return ArchiveReport.of(
                new TreeMap<>(added).values().stream().map(AddedRange::describe).toList(), failed, seal);
    }

    private static ChainId chain(Map<PartitionId, ChainId> chains, PartitionId partition) {
        ChainId chain = chains.get(partition);
        if (chain == null) {
            throw new IllegalStateException(partition + " was not asked for");
        }
        return chain;
    }

    /** Hands what is read to the compressing thread. */
    private final class Intake implements LogReading.Found {
        private final Resumption resumption;
        private final Compression compress;

        Intake(Resumption resumption, Compression compress) {
            this.resumption = resumption;
            this.compress = compress;
        }

        @Override
        public Set<PartitionId> events(List<EventRecord> events, Map<PartitionId, Long> positions) {
            long at = stream.time().nanoTime();
            readUntil = at;
            List<EventRecord> fresh = resumption.filter(events, positions);
            Map<PartitionId, DrException> rewritten = resumption.rewritten();
            rewritten.forEach(this::failed);
            if (!fresh.isEmpty()) {
                compress.add(fresh, at);
            }
            return rewritten.keySet();
        }

        @Override
        public void lost(PartitionId partition, long earliest) {
            long at = readUntil;
            compress.submit(partition, buffers -> buffers.lost(partition, earliest, at));
        }

        @Override
        public void failed(PartitionId partition, DrException failure) {
            failed.put(partition, failure);
            compress.submit(partition, buffers -> buffers.drop(partition));
        }
    }
}
