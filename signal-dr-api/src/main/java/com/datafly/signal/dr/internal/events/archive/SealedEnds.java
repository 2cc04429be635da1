package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.ArchiveFinding;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where chains ended when they were sealed last, and whether they still do. Seals are read from the newest back, until
 * there is one of every chain. They must be read before the chains: an archiver may seal more meanwhile. For one use.
 */
final class SealedEnds {

    private static final int NAMED = 5;

    private final ArchiveObjects objects;
    private final ArchiveKeys keys;
    private final Seals seals;
    private final Map<ChainId, Seals.Head> ends = new HashMap<>();

    SealedEnds(ArchiveObjects objects, ArchiveKeys keys) {
        this.objects = objects;
        this.keys = keys;
        this.seals = new Seals(objects, keys);
    }

    /**
     * Makes sure that each chain of these topics has the link that was sealed as its last.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} and the detail {@code object} if one has not, or if a seal is
     *     damaged or missing
     */
    void require(String operation, Collection<Lineages.Shape> shapes) {
        Set<ChainId> chains = new HashSet<>();
        for (Lineages.Shape shape : shapes) {
            for (int partition = 0; partition < shape.partitions(); partition++) {
                chains.add(new ChainId(shape.lineage(), partition));
            }
        }
        read(chains);
        Map<String, String> missing = new TreeMap<>();
        ends.forEach((chain, end) ->
                missing(chain, end).ifPresent(finding -> missing.put(finding.object(), chain + ": " + finding)));
        if (!missing.isEmpty()) {
            throw refused(operation, missing);
        }
    }

    private void read(Set<ChainId> chains) {
        Optional<String> newest = objects.last(keys.seals(), "");
        if (newest.isEmpty()) {
            return;
        }
        Seals.Seal seal = seals.decode(newest.get(), objects.read(newest.get()));
        note(seal, chains);
        while (seal.number() > 1 && !ends.keySet().containsAll(chains)) {
            seal = before(seal);
            note(seal, chains);
        }
    }

    private void note(Seals.Seal seal, Set<ChainId> chains) {
        seal.heads().forEach((chain, end) -> {
            if (chains.contains(chain)) {
                ends.putIfAbsent(chain, end);
            }
        });
    }

    private Seals.Seal before(Seals.Seal seal) {
        String key = keys.seal(seal.number() - 1);
        byte[] json = objects.find(key).orElseThrow(() -> Fields.damaged(key, "is missing, though a seal follows it"));
        if (!Sha256.of(json).equals(seal.previous())) {
            throw Fields.damaged(key, "is not the seal that the next one names");
        }
        return seals.decode(key, json);
    }

    private Optional<ArchiveFinding> missing(ChainId chain, Seals.Head end) {
        String key = keys.link(chain, end.number());
        Optional<byte[]> json = objects.find(key);
        if (json.isEmpty()) {
            return Optional.of(new ArchiveFinding(key, "is missing, though it was sealed as the last"));
        }
        return Sha256.of(json.get()).equals(end.hash())
                ? Optional.empty()
                : Optional.of(new ArchiveFinding(key, "is not the link that was sealed as the last"));
    }

    private DrException refused(String operation, Map<String, String> missing) {
        List<String> named = missing.values().stream().limit(NAMED).toList();
        String more = missing.size() > NAMED ? "; and " + (missing.size() - NAMED) + " more" : "";
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                operation,
                String.join("; ", named) + more,
                failure -> failure.resource(objects.address())
                        .detail("object", missing.keySet().iterator().next())
                        .hint("Bring the objects back, as from older versions in the store; verify() names all that"
                                + " are missing. A restore with whatIsLeft() does without them."));
    }
}
