package com.datafly.signal.dr.selfmanaged.internal.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.TestServer;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.ForwardingObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A beginning of a segment that a busy receiver replaces again and again while it is looked for. */
class ReplacedTailIT {

    @TempDir
    Path directory;

    @Test
    void itIsFollowedHoweverOftenItIsReplaced() throws IOException {
        try (WalSource source = WalSource.create(18, directory, TestServer::fast);
                ObjectStore store = FileSystemObjectStore.open(directory.resolve("store"))) {
            WalIdentity identity = source.identity();
            WalArchive archive = archive(store, identity);
            SegmentName name = SegmentName.containing(1, source.flushed(), identity.segmentSize());
            VerifiedWal first = written(source, name, identity);
            Deque<VerifiedWal> longer = new ArrayDeque<>();
            for (int i = 0; i < 6; i++) {
                longer.add(written(source, name, identity));
            }
            archive.put(first);

            WalArchive watched = archive(new ReplacingStore(store, longer, archive::put), identity);
            byte[] read = watched.readTail(name, first.end());
            assertThat(longer).hasSize(3);
            assertThat(read).isEqualTo(Arrays.copyOf(file(source, name), length(name, first.end())));

            // What is first looked for is gone already.
            assertThat(watched.tailFacts(name, first.end()).toMap()).isNotEmpty();
            assertThat(longer).isEmpty();
        }
    }

    private static WalArchive archive(ObjectStore store, WalIdentity identity) {
        return WalArchive.of(Repository.open(store, identity.systemIdentifier()), identity.segmentSize());
    }

    private static VerifiedWal written(WalSource source, SegmentName name, WalIdentity identity) throws IOException {
        source.sql("select pg_logical_emit_message(true, 'more', repeat('x', 100))");
        byte[] bytes = Arrays.copyOf(file(source, name), length(name, source.flushed()));
        return VerifiedWal.beginning(name, identity, bytes).orElseThrow();
    }

    private static int length(SegmentName name, Lsn end) {
        return Math.toIntExact(end.minus(name.start()));
    }

    private static byte[] file(WalSource source, SegmentName name) throws IOException {
        return Files.readAllBytes(
                source.server().dataDirectory().resolve("pg_wal").resolve(name.fileName()));
    }

    /** Puts the next longer beginning, which removes the one before, three times in a row before it is read. */
    private static final class ReplacingStore extends ForwardingObjectStore {

        private static final int IN_A_ROW = 3;

        private final Deque<VerifiedWal> longer;
        private final Consumer<VerifiedWal> receiver;
        private int replaced;

        ReplacingStore(ObjectStore store, Deque<VerifiedWal> longer, Consumer<VerifiedWal> receiver) {
            super(store);
            this.longer = longer;
            this.receiver = receiver;
        }

        @Override
        public InputStream read(String key) {
            replace();
            return super.read(key);
        }

        @Override
        public InputStream read(String key, long offset, long length) {
            replace();
            return super.read(key, offset, length);
        }

        private void replace() {
            if (!longer.isEmpty() && replaced++ % (IN_A_ROW + 1) < IN_A_ROW) {
                receiver.accept(longer.remove());
            }
        }
    }
}
