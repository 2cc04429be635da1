package com.datafly.signal.dr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a demo does with what others have left. */
class LeftoversIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8), false);

    @TempDir
    private Path place;

    @Test
    void whatIsInUseOrKeptIsNotTouched() {
        try (WorkDirectory used = WorkDirectory.create(place, false)) {
            WorkDirectory kept = WorkDirectory.create(place, true);
            kept.close();

            Leftovers found = Leftovers.find(console, place);
            found.mention();
            found.remove(PostgresInstallation.embedded());

            assertThat(used.path()).exists();
            assertThat(kept.path()).exists();
            assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
        }
    }

    @Test
    void theNewestRecoveryThatCanGoOnIsTakenOverOnce() throws IOException {
        Path older = recovery(Duration.ofHours(2));
        Path newer = recovery(Duration.ofHours(1));

        WorkDirectory taken = Leftovers.find(console, place).takeOver().orElseThrow();
        assertThat(taken.path()).isEqualTo(newer);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("left " + older, "can go on")
                .doesNotContain("left " + newer);
        taken.close();

        assertThat(newer).doesNotExist();
        assertThat(older).exists();
    }

    @Test
    void aRecoveryOfYesterdayIsMentionedAndLeftAlone() throws IOException {
        Path old = recovery(Duration.ofHours(25));

        assertThat(Leftovers.find(console, place).takeOver()).isEmpty();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("left " + old, "too long ago", "./demo --fresh removes it");
        assertThat(old).exists();
    }

    @Test
    void removalStopsTheServersThatStillRun() {
        PostgresInstallation installation = PostgresInstallation.embedded();
        WorkDirectory left = WorkDirectory.create(place, false);
        PostgresServer server = PostgresServer.create(installation, left.resolve("source"), settings -> {});
        server.start();
        try {
            left.release();

            Leftovers.find(console, place).remove(installation);

            assertThat(server.isRunning()).isFalse();
            assertThat(left.path()).doesNotExist();
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Removed " + left.path());
        } finally {
            server.kill();
        }
    }

    private Path recovery(Duration age) throws IOException {
        WorkDirectory work = WorkDirectory.create(place, false);
        work.write(Aftermath.FILE, "");
        Files.setLastModifiedTime(
                work.resolve(Aftermath.FILE), FileTime.from(Instant.now().minus(age)));
        work.release();
        return work.path();
    }
}
