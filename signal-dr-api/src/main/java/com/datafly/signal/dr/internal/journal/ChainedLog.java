package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.RetryBudget;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One log as a chain of records, with the head that this handle knows. Not thread-safe: its owners guard it.
 *
 * <p>A lost answer is resolved by reading back. Where that is not possible the block stays in doubt: it may still
 * arrive, and is recognised if it does.
 */
final class ChainedLog {

    private final JournalPlace place;
    private final String name;
    private final String writer = UUID.randomUUID().toString();
    private final List<Block> doubtful = new ArrayList<>();
    private JournalHead head = JournalHead.empty();

    ChainedLog(JournalPlace place, String name) {
        this.place = place;
        this.name = name;
    }

    String name() {
        return name;
    }

    String writer() {
        return writer;
    }

    JournalHead head() {
        return head;
    }

    /** Reads what is new behind the head, and moves the head there. */
    void readOn(Consumer<JournalRecord> records) {
        ChainReader reader = new ChainReader(name, head, records);
        try {
            place.read(reader);
        } finally {
            head = reader.head();
        }
    }

    /**
     * Reads what somebody else put where a block of ours should have gone, and moves the head there.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if there is nothing: then the log does not even reach the head
     */
    void readWhatIsInTheWay() {
        JournalHead before = head;
        readOn(record -> {});
        if (head.equals(before)) {
            throw RecordCodec.broken(name, before.sequence(), "was there and is gone: the log was cut off or replaced");
        }
    }

    /**
     * Appends a block behind the head.
     *
     * @return its records; empty if somebody else's are there
     */
    Optional<List<JournalRecord>> append(long epoch, List<JournalEntry> entries) {
        List<JournalEntry> masked = entries.stream().map(this::mask).toList();
        while (true) {
            Block block = Block.encode(
                    head, new Block.Author(writer, epoch, place.clock().instant()), masked);
            if (put(block)) {
                head = block.head();
                doubtful.clear();
                return Optional.of(block.records());
            }
            Optional<Block> arrived =
                    doubtful.stream().filter(late -> look(late) == Found.OURS).findFirst();
            if (arrived.isEmpty()) {
                return Optional.empty();
            }
            head = arrived.get().head();
            doubtful.clear();
        }
    }

    private JournalEntry mask(JournalEntry entry) {
        String type = place.redactor().apply(entry.type());
        return JournalEntry.of(type, PlainData.mapped(type, entry.body(), place.redactor()));
    }

    /** Puts a block at its place, and tells whether it is there, rather than another. */
    private boolean put(Block block) {
        RetryBudget attempts = place.attempts();
        boolean doubt = false;
        while (true) {
            try {
                place.driver().append(name, block.sequence(), block.bytes());
                return true;
            } catch (DrException failure) {
                if (failure.code() == ErrorCode.CONFLICT && failure.effect() == Effect.NONE) {
                    return doubt && look(block) == Found.OURS;
                }
                doubt |= failure.effect() == Effect.UNKNOWN;
                Found found = doubt ? lookAfter(failure, block) : Found.NOTHING;
                if (found != Found.NOTHING) {
                    return found == Found.OURS;
                }
                if (!doubt && !JournalPlace.isPassing(failure)) {
                    throw failure;
                }
                attempts.pauseAfter(doubt ? inDoubt(failure) : failure);
            }
        }
    }

    private Found lookAfter(DrException failure, Block block) {
        doubtful.remove(block);
        doubtful.add(block);
        try {
            return look(block);
        } catch (DrException unreadable) {
            failure.addSuppressed(unreadable);
            throw inDoubt(failure);
        }
    }

    private DrException inDoubt(DrException failure) {
        return DrException.create(
                failure.code(),
                "append to the journal " + name,
                "whether the records are there is not known: " + failure.problem(),
                more -> more.effect(Effect.UNKNOWN)
                        .cause(failure)
                        .hint("Do not act on them. Open the journal again once "
                                + place.driver().address() + " can be reached: it tells."));
    }

    /** Looks at what stands where the block should. */
    private Found look(Block block) {
        BlockSearch search = new BlockSearch(block);
        place.read(() -> {
            search.restart();
            place.driver().read(name, block.sequence(), search);
            return search;
        });
        return search.found();
    }

    /** What stands at a place in a log. */
    enum Found {
        NOTHING,
        OURS,
        ANOTHER
    }
}
