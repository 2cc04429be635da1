package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ArchiveCheck;
import com.datafly.signal.dr.events.ArchiveFinding;
import com.datafly.signal.dr.events.ArchivedRange;
import com.datafly.signal.dr.events.EventRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a whole archive and checks it: that each seal and each link names the one before, that every chain is as long
 * as it was sealed, that each segment holds what its link says. One finding does not hide another. For one use.
 */
final class ArchiveVerifier {

    private final ArchiveObjects objects;
    private final ArchiveKeys keys;
    private final Chains chains;
    private final List<ArchiveFinding> findings = new ArrayList<>();
    private final Map<ChainId, AddedRange> ranges = new LinkedHashMap<>();
    private final Map<ChainId, ChainHead> heads = new HashMap<>();
    private final Map<ChainId, Map<Long, String>> hashes = new HashMap<>();
    private final Set<String> linked = new HashSet<>();
    private final Set<String> sealHashes = new HashSet<>();
    private String lastSeal = "";

    ArchiveVerifier(ArchiveObjects objects, ArchiveKeys keys) {
        this.objects = objects;
        this.keys = keys;
        this.chains = new Chains(objects, keys);
    }

    ArchiveCheck run(Optional<String> expectedSeal) {
        checkLineages();
        objects.each(
                keys.chains(),
                "",
                object -> keys.chainOf(object.key())
                        .ifPresentOrElse(chain -> checkLink(chain, object.key()), () -> foreign(object.key())));
        checkSeals();
        expectedSeal
                .filter(seal -> !sealHashes.contains(seal))
                .ifPresent(seal -> findings.add(new ArchiveFinding(
                        keys.seals(),
                        "none of the seals is the one that was expected: the archive's end was cut off")));
        List<String> leftovers = new ArrayList<>();
        objects.each(keys.segments(), "", object -> {
            if (!linked.contains(object.key())) {
                leftovers.add(object.key());
            }
        });
        checkMetadata();
        List<ArchivedRange> found =
                ranges.values().stream().map(AddedRange::describe).toList();
        return ArchiveCheck.of(found, findings, leftovers, lastSeal);
    }

    private void checkLineages() {
        Lineages lineages = new Lineages(objects, keys);
        objects.each(
                keys.lineages(),
                "",
                object -> attempt(() -> lineages.decode(object.key(), objects.read(object.key()))));
    }

    private void checkLink(ChainId chain, String key) {
        byte[] json = objects.read(key);
        Optional<SegmentLink> read = decode(chain, key, json);
        if (read.isEmpty()) {
            return;
        }
        SegmentLink link = read.get();
        ChainHead before = heads.getOrDefault(chain, ChainHead.NONE);
        attempt(() -> Chains.requireFollows(key, link, before));
        ChainHead head = ChainHead.of(link, json);
        heads.put(chain, head);
        hashes.computeIfAbsent(chain, found -> new HashMap<>()).put(head.number(), head.hash());
        boolean sound = link.content().isEmpty() || attempt(() -> checkSegment(link));
        if (sound) {
            ranges.computeIfAbsent(chain, AddedRange::new).add(link);
        }
    }

    private Optional<SegmentLink> decode(ChainId chain, String key, byte[] json) {
        try {
            return Optional.of(chains.link(chain, key, json));
        } catch (DrException e) {
            add(e);
            return Optional.empty();
        }
    }

    private void checkSegment(SegmentLink link) {
        linked.add(keys.segment(link.chain(), link.span(), link.content().sha256()));
        SegmentStream segment = SegmentStream.open(objects, keys, link);
        String lastDigest = "";
        Optional<EventRecord> event = segment.next();
        while (event.isPresent()) {
            boolean last = event.get().offset() == link.content().lastOffset();
            lastDigest = last ? Sha256.of(RecordEncoder.encode(event.get())) : lastDigest;
            event = segment.next();
        }
        if (!lastDigest.equals(link.content().lastDigest())) {
            throw Fields.damaged(keys.link(link.chain(), link.number()), "names another last event than the segment's");
        }
    }

    private void checkSeals() {
        Seals seals = new Seals(objects, keys);
        long[] number = {0};
        seals.each((key, json) -> attempt(() -> {
            Seals.Seal seal = seals.decode(key, json);
            String before = lastSeal;
            long expected = number[0] + 1;
            number[0] = seal.number();
            lastSeal = Sha256.of(json);
            sealHashes.add(lastSeal);
            seal.heads().forEach((chain, head) -> checkSealed(key, chain, head));
            if (seal.number() != expected || !seal.previous().equals(before)) {
                throw Fields.damaged(key, "does not follow the seal before it");
            }
        }));
    }

    private void checkSealed(String key, ChainId chain, Seals.Head sealed) {
        String link = keys.link(chain, sealed.number());
        String hash = hashes.getOrDefault(chain, Map.of()).get(sealed.number());
        if (hash == null) {
            report(link, "is missing or damaged, though " + key + " seals it");
        } else if (!hash.equals(sealed.hash())) {
            report(link, "is not the link that " + key + " seals");
        }
    }

    private void checkMetadata() {
        MetadataFile file = new MetadataFile(objects, keys);
        objects.each(keys.metadata(), "", object -> attempt(() -> file.read(object.key())));
    }

    private void foreign(String key) {
        report(key, "is a foreign object");
    }

    private boolean attempt(Runnable check) {
        try {
            check.run();
            return true;
        } catch (DrException e) {
            add(e);
            return false;
        }
    }

    private void add(DrException e) {
        if (e.code() != ErrorCode.INTEGRITY_FAILED) {
            throw e;
        }
        String key = e.details().getOrDefault("object", "");
        String problem = e.problem();
        report(key, problem.startsWith(key + " ") ? problem.substring(key.length() + 1) : problem);
    }

    private void report(String key, String problem) {
        ArchiveFinding finding = new ArchiveFinding(key, problem);
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }
}
