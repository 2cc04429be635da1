package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.server.ServerLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayWatchTest {

    @TempDir
    Path directory;

    private Path log = Path.of("");

    @BeforeEach
    void anEarlierRunLeftItsLog() throws IOException {
        log = directory.resolve("copy.log");
        append("LOG:  redo done at 0/9999999 system usage: CPU: user: 0.00 s\n".repeat(20));
    }

    @Test
    void theLatestPositionOfThisRunIsToldOnce() throws IOException {
        ReplayWatch watch = new ReplayWatch(new ServerLog(log));
        assertThat(watch.poll()).isEmpty();
        append("LOG:  redo in progress, elapsed time: 1.00 s, current LSN: 1/2000060\n");
        append("LOG:  redo in progress, elapsed time: 2.00 s, current LSN: 1/3000060\n");

        assertThat(watch.poll()).hasValue(Lsn.parse("1/3000060"));
        assertThat(watch.poll()).isEmpty();
        assertThat(watch.isDone()).isFalse();
    }

    @Test
    void aLineThatWasHalfWrittenIsReadWhenItIsWhole() throws IOException {
        ReplayWatch watch = new ReplayWatch(new ServerLog(log));
        append("LOG:  redo do");
        assertThat(watch.poll()).isEmpty();
        assertThat(watch.isDone()).isFalse();

        append("ne at 1/4000028 system usage: CPU: user: 0.00 s\n");
        assertThat(watch.poll()).isEmpty();
        assertThat(watch.isDone()).isTrue();
    }

    @Test
    void aReplayThatHasNothingToDoIsDone() throws IOException {
        ReplayWatch watch = new ReplayWatch(new ServerLog(log));
        append("LOG:  redo is not required\n");

        watch.poll();
        assertThat(watch.isDone()).isTrue();
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
