package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.recovery.RestoreRecord.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreRecordTest {

    @TempDir
    Path directory;

    @Test
    void aRecordIsReadBackAsItWasWritten() {
        RestoreRecord record = record("orders").in(RecoveryPhase.REPLAY).with("failure", "it's \"odd\"\nü");
        record.write();

        assertThat(RestoreRecord.read(record.dataDirectory())).hasValue(record);
        assertThat(RestoreRecord.list(directory)).containsExactly(record);
    }

    @Test
    void aNewPhaseReplacesTheRecord() {
        RestoreRecord begun = record("orders");
        begun.write();
        begun.as(Status.FINISHED).write();

        assertThat(RestoreRecord.read(begun.dataDirectory()))
                .map(RestoreRecord::status)
                .hasValue(Status.FINISHED);
        assertThat(directory).isDirectoryContaining("glob:**.json").isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void noRecordIsEmptyAndADeletedOneIsGone() {
        RestoreRecord record = record("orders");
        assertThat(RestoreRecord.read(record.dataDirectory())).isEmpty();

        record.write();
        RestoreRecord.delete(record.dataDirectory());

        assertThat(RestoreRecord.read(record.dataDirectory())).isEmpty();
        assertThat(RestoreRecord.list(directory.resolve("nowhere"))).isEmpty();
    }

    @Test
    void aDamagedRecordIsReportedAndNotTakenForNone() throws IOException {
        Path data = directory.resolve("orders");
        for (String damaged : new String[] {"", "{", "{\"format\": 2}", "{\"format\": 1, \"operationKey\": \"op\"}"}) {
            Files.writeString(RestoreRecord.file(data), damaged);

            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> RestoreRecord.read(data))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTEGRITY_FAILED));
        }
    }

    @Test
    void aLockIsHeldOnceAndFreeAgainAfterItsRelease() {
        Path data = directory.resolve("orders");
        assertThat(RestoreLock.isHeld(data)).isFalse();
        try (RestoreLock lock = RestoreLock.tryAcquire(data).orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(RestoreLock.isHeld(data)).isTrue();
            assertThat(RestoreLock.tryAcquire(data)).isEmpty();
            assertThat(RestoreLock.isHeld(data)).isTrue();
        }
        assertThat(RestoreLock.isHeld(data)).isFalse();
    }

    @Test
    void oneWhoOpenedALockFileBeforeItWasDeletedDoesNotGetItsLock() throws IOException {
        Path data = directory.resolve("orders");
        try (FileChannel early =
                FileChannel.open(RestoreLock.file(data), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            try (RestoreLock lock = RestoreLock.tryAcquire(data).orElseThrow()) {
                lock.delete();
            }

            assertThat(RestoreLock.lock(early)).isFalse();
        }
        assertThat(RestoreLock.file(data)).doesNotExist();
        try (RestoreLock next = RestoreLock.tryAcquire(data).orElseThrow()) {
            assertThat(next).isNotNull();
            assertThat(RestoreLock.isHeld(data)).isTrue();
        }
    }

    @Test
    void theLockOfAKilledProcessIsFree() throws IOException, InterruptedException {
        Path data = directory.resolve("orders");
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('!');
            assertThat(RestoreLock.isHeld(data)).isTrue();
        } finally {
            holder.destroyForcibly();
        }
        assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(RestoreLock.isHeld(data)).isFalse();
    }

    private RestoreRecord record(String name) {
        return new RestoreRecord(
                new OperationKey("op-1"),
                name,
                directory.resolve(name),
                "latest",
                Status.STARTED,
                RecoveryPhase.CHOOSE,
                Instant.parse("2025-01-15T10:30:00.123456Z"),
                Map.of("backup", "b-1"));
    }

    /** A process that takes the lock, says so, and stays until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            Optional<RestoreLock> lock = RestoreLock.tryAcquire(Path.of(arguments[0]));
            System.out.write(lock.isPresent() ? '!' : '?');
            System.out.flush();
            System.in.read();
        }
    }
}
