package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.database.Snapshot;
import com.datafly.signal.dr.selfmanaged.internal.repository.SealedObject;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Facts noted by name on a backup or on the database, each set a sealed object that is replaced by compare-and-set. */
final class Annotations {

    private static final Logger LOG = LoggerFactory.getLogger(Annotations.class);
    private static final String KIND = "annotations";
    private static final String DATABASE = "annotations/database";
    private static final String BACKUPS = "annotations/backups/";

    /** What the portable layer notes on a frozen database. */
    private static final String FREEZE = "signal-dr:freeze";

    private final ObjectStore store;

    Annotations(ObjectStore store) {
        this.store = store;
    }

    static String ofDatabase() {
        return DATABASE;
    }

    static String ofBackup(String id) {
        return BACKUPS + id;
    }

    /**
     * Reads a set. What is damaged may have forbidden a removal, so it reads as a hold on the backup, or as a freeze of
     * the database.
     */
    Map<String, String> read(String key) {
        if (store.find(key).isEmpty()) {
            return Map.of();
        }
        try {
            return facts(key);
        } catch (DrException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Map.of();
            }
            if (e.code() != ErrorCode.INTEGRITY_FAILED && e.code() != ErrorCode.UNSUPPORTED) {
                throw e;
            }
            LOG.error("annotations cannot be read", e);
            return inPlaceOfDamaged(key, e);
        }
    }

    /**
     * Changes a set. A damaged one is written anew: it keeps the hold or the freeze that stands in its place, unless
     * that is removed.
     *
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if somebody else changed it meanwhile
     */
    void change(String key, Map<String, String> set, Set<String> remove) {
        Optional<ObjectInfo> present = store.find(key);
        Map<String, String> facts = new TreeMap<>(present.isPresent() ? changeable(key) : Map.of());
        facts.putAll(set);
        facts.keySet().removeAll(remove);
        Precondition unchanged =
                present.map(ObjectInfo::version).map(Precondition::version).orElse(Precondition.absent());
        byte[] sealed = SealedObject.seal(KIND, Map.of(KIND, facts), new byte[0]);
        try {
            store.write(key, sealed, unchanged);
        } catch (DrException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            throw DrException.create(
                    ErrorCode.CONFLICT,
                    "annotate " + key,
                    "somebody else changed the annotations at the same time",
                    failure -> failure.retry(RetryAdvice.SAFE)
                            .hint("Look at what they are now, and repeat the change if it is still wanted.")
                            .cause(e));
        }
    }

    void delete(String key) {
        store.delete(key, Precondition.none());
    }

    private Map<String, String> changeable(String key) {
        try {
            return facts(key);
        } catch (DrException e) {
            if (e.code() != ErrorCode.INTEGRITY_FAILED) {
                throw e;
            }
            return inPlaceOfDamaged(key, e);
        }
    }

    private static Map<String, String> inPlaceOfDamaged(String key, DrException damage) {
        String reason = "its annotations are damaged: " + damage.problem();
        return Map.of(key.equals(DATABASE) ? FREEZE : Snapshot.HOLD, reason);
    }

    private Map<String, String> facts(String key) {
        if (!(SealedObject.read(store, key).facts().get(KIND) instanceof Map<?, ?> stored)) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read " + key,
                    "it holds no annotations",
                    failure -> failure.hint("End the hold or the freeze, which writes the annotations anew."));
        }
        Map<String, String> facts = new TreeMap<>();
        stored.forEach((name, value) -> facts.put(String.valueOf(name), String.valueOf(value)));
        return facts;
    }
}
