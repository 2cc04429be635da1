package com.datafly.signal.dr.journal;

import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.datafly.signal.dr.tck.JournalDriverContract;
import com.datafly.signal.dr.tck.JournalHarness;

/** Journals in the strictest of object stores. */
class InMemoryStoreJournalTest extends JournalDriverContract {

    @Override
    protected JournalHarness harness() {
        InMemoryObjectStore store = InMemoryObjectStore.create("journals");
        return () -> ObjectStoreJournal.over(store);
    }
}
