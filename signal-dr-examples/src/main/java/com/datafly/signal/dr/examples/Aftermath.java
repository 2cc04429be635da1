package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.verify.Baseline;
import com.datafly.signal.dr.verify.RecoveryPointMeasurement;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * All that is known when the recovery begins. It is kept in the work directory, for whoever has to take the recovery
 * over: the database cannot be asked any more, and the process that knew may be dead.
 *
 * @param disaster what happened
 * @param crashedAt when the server was killed, by the database's clock
 * @param noticedAt when that was noticed, by this machine's clock
 * @param declaredAt when it was declared a disaster, by this machine's clock
 * @param canaries what the canary writer knew
 * @param notes everything else, by the names here
 */
record Aftermath(
        Disaster disaster,
        Instant crashedAt,
        Instant noticedAt,
        Instant declaredAt,
        CanaryFacts canaries,
        Map<String, String> notes) {

    /** The file whose presence says that a recovery was begun and has not ended. */
    static final String FILE = "aftermath.properties";

    static final String ADDRESS = "address";
    static final String SYSTEM_IDENTIFIER = "system-identifier";
    static final String POSTGRES = "postgres";
    static final String TIER = "tier";
    static final String KEEP = "keep";
    static final String JOURNAL = "journal";
    static final String RUN = "run";
    static final String ROWS = "rows";
    static final String COMMITS = "commits";
    static final String SNAPSHOT = "snapshot";

    private static final String BASELINE_FILE = "baseline.json";
    private static final String CANARIES_FILE = "canaries.tsv";
    private static final String LAST_GOOD = "last-good";
    private static final String DELETED = "deleted";
    private static final String STRUCK_AT = "struck-at";
    private static final String CRASHED_AT = "crashed-at";
    private static final String NOTICED_AT = "noticed-at";
    private static final String DECLARED_AT = "declared-at";

    /** Returns a note. */
    String note(String name) {
        return Optional.ofNullable(notes.get(name))
                .orElseThrow(() -> new IllegalStateException("the demo's state holds no " + name));
    }

    /** Returns this with the id of the run that recovers. */
    Aftermath of(String run) {
        Map<String, String> more = new TreeMap<>(notes);
        more.put(RUN, run);
        return new Aftermath(disaster, crashedAt, noticedAt, declaredAt, canaries, more);
    }

    RecoveryTier tier() {
        return RecoveryTier.valueOf(note(TIER));
    }

    boolean keep() {
        return Boolean.parseBoolean(note(KEEP));
    }

    /** Returns the time that went by before the recovery. */
    Incident incident() {
        return Incident.of(
                disaster.struckAt(), incident -> incident.detectedAt(noticedAt).declaredAt(declaredAt));
    }

    /** Tells a measurement of the recovery point what is known beside the copy. */
    void addTo(RecoveryPointMeasurement.Builder known) {
        canaries.addTo(known);
        known.disruptedAt(crashedAt).target(disaster.lastGood());
    }

    /** Keeps it. The file that says so comes last. */
    void write(WorkDirectory work) {
        Properties properties = new Properties();
        notes.forEach(properties::setProperty);
        properties.setProperty(LAST_GOOD, disaster.lastGood().toString());
        properties.setProperty(DELETED, Integer.toString(disaster.deleted()));
        properties.setProperty(STRUCK_AT, disaster.struckAt().toString());
        properties.setProperty(CRASHED_AT, crashedAt.toString());
        properties.setProperty(NOTICED_AT, noticedAt.toString());
        properties.setProperty(DECLARED_AT, declaredAt.toString());
        work.write(BASELINE_FILE, disaster.baseline().toJson());
        work.write(CANARIES_FILE, canaries.text());
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        work.write(FILE, text.toString());
    }

    /** Reads what {@link #write} kept; empty if no recovery was begun. */
    static Optional<Aftermath> read(WorkDirectory work) {
        return work.read(FILE).map(text -> parse(text, work));
    }

    private static Aftermath parse(String text, WorkDirectory work) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> notes = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> notes.put(name, properties.getProperty(name)));
        Disaster disaster = new Disaster(
                Baseline.fromJson(work.read(BASELINE_FILE).orElseThrow()),
                instant(notes, LAST_GOOD),
                Integer.parseInt(notes.getOrDefault(DELETED, "0")),
                instant(notes, STRUCK_AT));
        return new Aftermath(
                disaster,
                instant(notes, CRASHED_AT),
                instant(notes, NOTICED_AT),
                instant(notes, DECLARED_AT),
                CanaryFacts.parse(work.read(CANARIES_FILE).orElseThrow()),
                notes);
    }

    private static Instant instant(Map<String, String> notes, String name) {
        return Instant.parse(notes.getOrDefault(name, ""));
    }
}
