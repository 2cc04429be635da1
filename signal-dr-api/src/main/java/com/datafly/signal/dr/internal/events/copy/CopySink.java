package com.datafly.signal.dr.internal.events.copy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.events.EventCapability;
import com.datafly.signal.dr.events.EventHeader;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.internal.StreamResource;
import com.datafly.signal.dr.internal.events.StateTopic;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes copies, and what is kept of the copy, in one transaction. Opening it ends what an earlier runner of the same
 * copy left open, and fences that one off. Where the cluster has no transactions, what is kept is written after what
 * was copied: then a crash in between repeats, and loses nothing, and {@link CopyClaim} stands in for the fence. Not
 * thread-safe.
 */
final class CopySink implements AutoCloseable {

    private final StreamResource target;
    private final EventWriter writer;
    private final Optional<CopyClaim> claim;
    private boolean begun;
    private int events;
    private long since;

    private CopySink(StreamResource target, EventWriter writer, Optional<CopyClaim> claim) {
        this.target = target;
        this.writer = writer;
        this.claim = claim;
    }

    static CopySink open(StreamResource target, StateTopic kept, String copy) {
        if (target.read("ask what " + target.address() + " can do", EventStreamDriver::capabilities)
                        .status(EventCapability.TRANSACTIONS)
                instanceof CapabilityStatus.Unsupported) {
            return plain(target, kept, copy);
        }
        try {
            EventWriter writer = writer(target, copy, WriterSettings.transactional("signal-dr.copy." + copy));
            return new CopySink(target, writer, Optional.empty());
        } catch (DrException e) {
            if (e.code() != ErrorCode.UNSUPPORTED) {
                throw e;
            }
            return plain(target, kept, copy);
        }
    }

    private static CopySink plain(StreamResource target, StateTopic kept, String copy) {
        CopyClaim claim = CopyClaim.take(kept, copy);
        return new CopySink(target, writer(target, copy, WriterSettings.plain()), Optional.of(claim));
    }

    /** Opening a writer fences others off, as often as it is done: so it may be repeated like a read. */
    private static EventWriter writer(StreamResource target, String copy, WriterSettings settings) {
        return target.read("write the copy '" + copy + "' to " + target.address(), driver -> driver.writer(settings));
    }

    boolean transactional() {
        return claim.isEmpty();
    }

    /** Returns how many events were written since the last commit. */
    int events() {
        return events;
    }

    /** Returns how old the transaction is, in nanoseconds. */
    long age() {
        return begun ? target.time().nanoTime() - since : 0;
    }

    void append(NewEvent event) {
        call(out -> out.append(event));
    }

    /** Appends the copy of an event, and notes where it comes to stand. */
    void append(NewEvent event, EventRecord of, RunRecorder recorder) {
        call(out -> out.append(
                event, (partition, offset) -> recorder.copied(of.partition(), of.offset(), partition, offset)));
    }

    private void call(Consumer<EventWriter> call) {
        try {
            begin();
            call.accept(writer);
        } catch (DrException e) {
            throw target.named(e);
        }
        events++;
    }

    private void begin() {
        if (!begun) {
            writer.begin();
            begun = true;
            since = target.time().nanoTime();
        }
    }

    /** Waits until it is known where each event stands. */
    void settle() {
        try {
            writer.flush();
        } catch (DrException e) {
            throw target.named(e);
        }
    }

    /** Makes what was appended visible, together with {@code kept}. */
    void commit(List<NewEvent> kept) {
        try {
            begin();
            if (claim.isPresent()) {
                writer.flush();
                claim.get().require();
            }
            kept.forEach(writer::append);
            writer.commit();
        } catch (DrException e) {
            throw target.named(e);
        }
        begun = false;
        events = 0;
    }

    /** Returns the bytes of an event that its rate is measured by. */
    static int size(NewEvent event) {
        byte[] key = event.key();
        byte[] value = event.value();
        int size = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        for (EventHeader header : event.headers()) {
            byte[] bytes = header.value();
            size += header.key().length() + (bytes == null ? 0 : bytes.length);
        }
        return size;
    }

    @Override
    public void close() {
        writer.close();
    }
}
