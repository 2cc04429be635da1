package com.datafly.signal.dr.selfmanaged.internal.driver;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.selfmanaged.internal.repository.SealedObject;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Facts noted by name on a backup or on the database, each set a sealed object that is replaced by compare-and-set. */
final class Annotations {

    private static final String KIND = "annotations";
    private static final String DATABASE = "annotations/database";
    private static final String BACKUPS = "annotations/backups/";

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

    Map<String, String> read(String key) {
        return store.find(key).map(present -> facts(key)).orElseGet(Map::of);
    }

    /**
     * Changes a set.
     *
     * @throws DrException with {@code CONFLICT} and effect {@code NONE} if somebody else changed it meanwhile
     */
    void change(String key, Map<String, String> set, Set<String> remove) {
        Optional<ObjectInfo> present = store.find(key);
        Map<String, String> facts = new TreeMap<>(present.isPresent() ? facts(key) : Map.of());
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
                    failure -> failure.retry(RetryAdvice.SAFE).cause(e));
        }
    }

    void delete(String key) {
        store.delete(key, Precondition.none());
    }

    private Map<String, String> facts(String key) {
        Map<String, String> facts = new TreeMap<>();
        if (SealedObject.read(store, key).facts().get(KIND) instanceof Map<?, ?> stored) {
            stored.forEach((name, value) -> facts.put(String.valueOf(name), String.valueOf(value)));
        }
        return facts;
    }
}
