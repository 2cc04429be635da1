package com.datafly.signal.dr.internal.journal;

import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.journal.ObjectStoreJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.nio.file.Path;

/** The kinds of places where journals are kept, for tests of what is the same in all. */
enum Kind {
    FILE,
    STORE,
    MEMORY;

    /** Opens a place; all handles of a test are opened by what this returns. */
    Opener in(Path folder) {
        return switch (this) {
            case FILE -> () -> FileJournal.open(folder.resolve("journals"));
            case STORE -> () -> ObjectStoreJournal.over(FileSystemObjectStore.open(folder.resolve("store")));
            case MEMORY -> {
                InMemoryObjectStore store = InMemoryObjectStore.create("journals");
                yield () -> ObjectStoreJournal.over(store);
            }
        };
    }

    /** Opens another handle, as another process would. */
    @FunctionalInterface
    interface Opener {
        JournalDriver open();
    }
}
