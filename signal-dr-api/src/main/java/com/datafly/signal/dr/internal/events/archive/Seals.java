package com.datafly.signal.dr.internal.events.archive;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The seals of an archive: each names the one before it, and where the chains ended that grew since. So the end of a
 * chain cannot be cut off unnoticed. Not thread-safe.
 */
final class Seals {

    private static final int ATTEMPTS = 20;

    private final ArchiveObjects objects;
    private final ArchiveKeys keys;
    private long number;
    private String hash = "";

    Seals(ArchiveObjects objects, ArchiveKeys keys) {
        this.objects = objects;
        this.keys = keys;
    }

    /**
     * One seal.
     *
     * @param number its place, from 1
     * @param previous the hash of the one before
     * @param heads the chains that grew, and where they ended
     */
    record Seal(long number, String previous, Map<ChainId, Head> heads) {}

    /**
     * Where a chain ended.
     *
     * @param number the last link's number
     * @param hash its hash
     */
    record Head(long number, String hash) {}

    /** Seals the ends of chains that grew, and returns the seal's hash. With none it is that of the last seal. */
    String append(Map<ChainId, ChainHead> grown, SegmentLink.Maker maker) {
        catchUp();
        if (grown.isEmpty()) {
            return hash;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] json = encode(number + 1, grown, maker);
            if (objects.put(keys.seal(number + 1), json)) {
                number++;
                hash = Sha256.of(json);
                return hash;
            }
            catchUp();
        }
        throw DrException.create(
                ErrorCode.CONFLICT,
                "seal the archive",
                "other archivers were faster " + ATTEMPTS + " times",
                failure -> failure.resource(objects.address())
                        .retry(RetryAdvice.SAFE)
                        .hint("What was archived is there; the next call seals it. Archive less often, or under a"
                                + " prefix of one's own."));
    }

    /** Hands over all seals, each with its key and bytes, in order. */
    void each(BiConsumer<String, byte[]> seal) {
        objects.each(keys.seals(), "", object -> seal.accept(object.key(), objects.read(object.key())));
    }

    /** Reads a seal. */
    Seal decode(String key, byte[] json) {
        Fields fields = Fields.read(key, json);
        Map<ChainId, Head> heads = new LinkedHashMap<>();
        for (Fields head : fields.list("heads")) {
            Lineage lineage = new Lineage(head.text("topic"), head.text("lineage"));
            heads.put(
                    new ChainId(lineage, (int) head.number("partition")),
                    new Head(head.number("number"), head.text("hash")));
        }
        Seal seal = new Seal(fields.number("number"), fields.text("previous"), heads);
        if (!keys.seal(seal.number()).equals(key)) {
            throw Fields.damaged(key, "holds seal " + seal.number());
        }
        return seal;
    }

    private void catchUp() {
        String known = number == 0 ? "" : keys.seal(number);
        objects.last(keys.seals(), known).ifPresent(key -> {
            byte[] json = objects.read(key);
            number = decode(key, json).number();
            hash = Sha256.of(json);
        });
    }

    private byte[] encode(long next, Map<ChainId, ChainHead> grown, SegmentLink.Maker maker) {
        List<Map<String, @Nullable Object>> heads = new ArrayList<>();
        grown.forEach((chain, head) -> {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("topic", chain.lineage().topic());
            entry.put("lineage", chain.lineage().id());
            entry.put("partition", chain.partition());
            entry.put("number", head.number());
            entry.put("hash", head.hash());
            heads.add(entry);
        });
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("format", Fields.FORMAT);
        json.put("number", next);
        json.put("previous", hash);
        json.put("heads", heads);
        json.put("archiver", maker.archiver());
        json.put("at", maker.at().toString());
        return Fields.write(json);
    }
}
