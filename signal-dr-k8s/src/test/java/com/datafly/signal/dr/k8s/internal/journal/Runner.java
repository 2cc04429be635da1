package com.datafly.signal.dr.k8s.internal.journal;

import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.k8s.KubernetesJournal;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.spi.JournalDriver;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A runner in a JVM of its own: it takes the lease, appends until it is killed, and prints what is durable. */
final class Runner {

    static final String RESOURCE = "aws-rds:eu-west-1/orders";

    private Runner() {}

    /** Takes the kubeconfig and the id of the run. */
    public static void main(String[] arguments) {
        try (JournalDriver driver =
                KubernetesJournal.open(Site.ADDRESS, options -> options.kubeconfig(Path.of(arguments[0])))) {
            Journals journals = Journals.over(driver, text -> text, Clock.systemUTC(), TimeSource.system());
            RunJournal journal = journals.create(arguments[1], entries("planned", 0));
            journals.leases().acquire(RESOURCE, new LeaseHolder("killed soon", arguments[1]), Duration.ofHours(1));
            for (int i = 1; ; i++) {
                long sequence =
                        journal.append(entries("step-" + i, 3000)).get(0).sequence();
                System.out.println(sequence);
            }
        }
    }

    private static List<JournalEntry> entries(String type, int filling) {
        return List.of(JournalEntry.of(type, Map.of("filling", "x".repeat(filling))));
    }
}
