package com.datafly.signal.dr.selfmanaged.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupFacts;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Chunk;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Slice;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupReader;
import com.datafly.signal.dr.selfmanaged.internal.repository.PackWriter;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChunkPipelineTest {

    private static final int CHUNK = 4 << 20;

    private final ObjectStore store = InMemoryObjectStore.create("packs");

    @Test
    void filesOfAnySizeAreFoundAgainByTheirSlices() throws Exception {
        int[] sizes = {0, 1, 100, CHUNK - 101, 1, CHUNK, 2 * CHUNK + 5, 0, 3};
        List<byte[]> files = new ArrayList<>();
        List<List<Slice>> slices = new ArrayList<>();
        List<Chunk> chunks;
        try (PackWriter packs = new PackWriter(store, "backup");
                ChunkPipeline pipeline = new ChunkPipeline(packs, 1, 2)) {
            for (int size : sizes) {
                byte[] content = content(size);
                pipeline.beginFile();
                for (int at = 0; at < size; at += 70_000) {
                    pipeline.write(content, at, Math.min(70_000, size - at));
                }
                files.add(content);
                slices.add(pipeline.endFile());
            }
            chunks = pipeline.finish();
            packs.finish();
            packs.keep();
        }
        BackupReader reader = new BackupReader(store, manifest(chunks));
        byte[] buffer = new byte[CHUNK];
        for (int i = 0; i < sizes.length; i++) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            for (Slice slice : slices.get(i)) {
                assertThat(reader.readChunk(slice.chunk(), buffer)).isGreaterThanOrEqualTo(slice.offset());
                read.write(buffer, slice.offset(), slice.length());
            }
            assertThat(read.toByteArray()).as("file " + i).isEqualTo(files.get(i));
        }
        assertThat(slices.get(0)).isEmpty();
        assertThat(slices.get(6)).hasSize(3);
        assertThat(chunks).hasSize(5);
    }

    @Test
    void aStoreThatFailsStopsWhoeverWrites() {
        try (PackWriter packs = new PackWriter(new FullStore(store, 100), "backup");
                ChunkPipeline pipeline = new ChunkPipeline(packs, 1, 2)) {
            byte[] content = content(CHUNK);

            DrException failure = catchThrowableOfType(DrException.class, () -> {
                while (true) {
                    pipeline.write(content, 0, CHUNK);
                }
            });

            assertThat(failure.code()).isEqualTo(ErrorCode.QUOTA);
            assertThat(catchThrowableOfType(DrException.class, pipeline::finish).code())
                    .isEqualTo(ErrorCode.QUOTA);
        }
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void noThreadIsLeftOnceItIsClosed() throws Exception {
        byte[] content = content(100);
        for (int i = 0; i < 50; i++) {
            try (PackWriter packs = new PackWriter(store, "backup" + i);
                    ChunkPipeline pipeline = new ChunkPipeline(packs, 1, 4)) {
                pipeline.write(content, 0, content.length);
                assertThat(pipeline.finish()).hasSize(1);
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("signal-dr-backup"));
        }
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static BackupManifest manifest(List<Chunk> chunks) {
        BackupFacts facts = BackupFacts.create(
                "backup",
                known -> known.label("label")
                        .operationKey(new OperationKey("key"))
                        .server(1, 180_000, 16 << 20)
                        .wal(1, Lsn.ZERO, Lsn.ZERO)
                        .time(Instant.EPOCH, Instant.EPOCH)
                        .size(0, 0, 0));
        return BackupManifest.create(facts, content -> content.chunks(chunks));
    }
}
