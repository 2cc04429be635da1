package com.datafly.signal.dr.selfmanaged.internal.recovery;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The settings that keep a copy apart from its source: it archives nothing, follows nobody, makes nobody wait and
 * applies no subscription, whose publisher would otherwise hand the source's changes to the copy.
 */
final class Fence {

    private static final Map<String, String> ALWAYS = Map.of(
            "archive_mode", "off",
            "archive_command", "",
            "archive_library", "",
            "primary_conninfo", "",
            "primary_slot_name", "",
            "synchronous_standby_names", "",
            "max_logical_replication_workers", "0");
    private static final Map<String, String> FROM_17 = Map.of("sync_replication_slots", "off", "summarize_wal", "off");
    private static final Set<String> RECOVERY = Set.of(
            "restore_command",
            "archive_cleanup_command",
            "recovery_end_command",
            "recovery_target",
            "recovery_target_action",
            "recovery_target_inclusive",
            "recovery_target_lsn",
            "recovery_target_name",
            "recovery_target_time",
            "recovery_target_timeline",
            "recovery_target_xid");

    private static final Set<String> INCLUDES = Set.of("include", "include_if_exists", "include_dir");

    private Fence() {}

    /** Returns the settings for a major version. */
    static Map<String, String> settings(int majorVersion) {
        Map<String, String> settings = new LinkedHashMap<>(ALWAYS);
        if (majorVersion >= 17) {
            settings.putAll(FROM_17);
        }
        return settings;
    }

    /**
     * Refuses a setting that would open the fence or change what is recovered, and files that could hold one. As for
     * PostgreSQL, capitals make no difference.
     *
     * @throws DrException with {@code INVALID_ARGUMENT}
     */
    static void refuse(String name) {
        String known = name.toLowerCase(Locale.ROOT);
        if (ALWAYS.containsKey(known)
                || FROM_17.containsKey(known)
                || RECOVERY.contains(known)
                || INCLUDES.contains(known)
                || known.equals(CopyMark.SETTING)) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    "recover a PostgreSQL server",
                    "setting " + name + " keeps the copy apart from its source and cannot be given",
                    failure -> failure.hint(
                            "Set it on the server after the recovery, when the source is out of the way."));
        }
    }
}
