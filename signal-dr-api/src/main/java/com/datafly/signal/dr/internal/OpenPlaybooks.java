package com.datafly.signal.dr.internal;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.internal.playbook.DefaultPlaybooks;
import com.datafly.signal.dr.internal.playbook.PlanHost;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.playbook.Playbooks;
import com.datafly.signal.dr.spi.JournalDriver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The playbooks of one {@code SignalDr}, and the journal if it was opened here. */
record OpenPlaybooks(DefaultPlaybooks opened, Optional<JournalDriver> ownJournal) implements AutoCloseable {

    /** Returns null where no journal is given. */
    static @Nullable OpenPlaybooks of(
            SignalDr.Builder builder, Resource.Host host, @Nullable Database database, ProductResources resources) {
        Optional<JournalDriver> own = builder.journalDirectory().map(FileJournal::open);
        return own.or(builder::journal)
                .map(journal -> new OpenPlaybooks(
                        DefaultPlaybooks.of(new PlanHost(
                                new DiscreetJournal(journal, host.redactor()),
                                database,
                                resources,
                                builder.objectives(),
                                builder.failureDomains(),
                                secrets(builder),
                                host.redactor().redact(builder.principal()),
                                builder.listeners(),
                                host.clock(),
                                host.time(),
                                host.redactor()::redact)),
                        own))
                .orElse(null);
    }

    Playbooks playbooks() {
        return opened;
    }

    @Override
    public void close() {
        opened.close();
        Closing.all(ownJournal.map(List::of).orElse(List.of()));
    }

    /** The database's own secrets are known by their names too, unless one of the host's has the same name. */
    private static Map<String, Secret> secrets(SignalDr.Builder builder) {
        Map<String, Secret> secrets =
                new LinkedHashMap<>(builder.databaseOptions().secrets());
        secrets.putAll(builder.secrets());
        return Map.copyOf(secrets);
    }
}
