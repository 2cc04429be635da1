package com.datafly.signal.dr.journal;

import com.datafly.signal.dr.tck.JournalDriverContract;
import com.datafly.signal.dr.tck.JournalHarness;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest extends JournalDriverContract {

    @TempDir
    Path folder;

    @Override
    protected JournalHarness harness() {
        return () -> FileJournal.open(folder.resolve("journals"));
    }
}
