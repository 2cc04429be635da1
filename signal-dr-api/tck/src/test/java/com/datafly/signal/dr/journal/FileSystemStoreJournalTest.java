package com.datafly.signal.dr.journal;

import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.tck.JournalDriverContract;
import com.datafly.signal.dr.tck.JournalHarness;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Journals in an object store that several processes share. */
class FileSystemStoreJournalTest extends JournalDriverContract {

    @TempDir
    Path folder;

    @Override
    protected JournalHarness harness() {
        return () -> ObjectStoreJournal.over(FileSystemObjectStore.open(folder.resolve("store")));
    }
}
