package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.rds.TargetSetting.Kind;
import com.datafly.signal.dr.database.TargetProfile;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a caller asks of a copy of a cluster.
 *
 * @param settings the settings that are to be other than the source's
 * @param tags the tags besides the source's and this library's
 * @param defaultSecurityGroup whether it may have the default security group of the VPC
 */
record ClusterProfile(ClusterSettings settings, Map<String, String> tags, boolean defaultSecurityGroup) {

    /** The setting that is no setting of RDS's: the consent to have the default security group. */
    static final String DEFAULT_SECURITY_GROUP = "default-security-group";

    private static final int LONGEST_RETENTION = 35;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern SCALING =
            Pattern.compile("MinCapacity=\\d{1,3}(\\.\\d+)?,\\s*MaxCapacity=\\d{1,3}(\\.\\d+)?");

    /**
     * Reads a profile. Calls nobody.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} that names the setting, its value and what it may be
     */
    static ClusterProfile read(String operation, TargetProfile profile) {
        Map<ClusterSetting, String> settings = new EnumMap<>(ClusterSetting.class);
        boolean consent = false;
        for (Map.Entry<String, String> entry : new TreeMap<>(profile.settings()).entrySet()) {
            if (entry.getKey().equals(DEFAULT_SECURITY_GROUP)) {
                require(entry.getValue().equals("allowed"), operation, entry, "allowed");
                consent = true;
            } else {
                ClusterSetting setting =
                        ClusterSetting.named(entry.getKey()).orElseThrow(() -> unknown(operation, entry));
                check(operation, setting, entry);
                settings.put(setting, entry.getValue());
            }
        }
        return new ClusterProfile(ClusterSettings.of(settings), profile.tags(), consent);
    }

    /**
     * Refuses settings that a cluster of that kind does not have.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} that says what to use instead
     */
    void requireKind(String operation, boolean aurora) {
        for (ClusterSetting setting : settings.values().keySet()) {
            if (!setting.isOf(aurora)) {
                throw DrException.create(
                        ErrorCode.INVALID_ARGUMENT,
                        operation,
                        "the setting '" + setting.label() + "' is none of "
                                + (aurora ? "an Aurora cluster" : "a Multi-AZ DB cluster"),
                        failure -> failure.hint(
                                aurora
                                        ? "An Aurora cluster's instance has db-instance-class and"
                                                + " db-parameter-group-name; its storage grows by itself."
                                        : "The instances of a Multi-AZ DB cluster share db-cluster-instance-class and"
                                                + " db-cluster-parameter-group-name."));
            }
        }
    }

    private static void check(String operation, ClusterSetting setting, Map.Entry<String, String> entry) {
        String value = entry.getValue().strip();
        require(!value.isEmpty(), operation, entry, "not empty");
        if (setting.kind() == Kind.FLAG) {
            require(value.equals("true") || value.equals("false"), operation, entry, "true or false");
        }
        if (setting.kind() == Kind.NUMBER) {
            require(NUMBER.matcher(value).matches(), operation, entry, "a whole number");
        }
        if (setting == ClusterSetting.BACKUP_RETENTION_PERIOD) {
            int days = Integer.parseInt(value);
            require(
                    days >= 1 && days <= LONGEST_RETENTION,
                    operation,
                    entry,
                    "1 to 35 days; clusters always have backups");
        }
        if (setting == ClusterSetting.SERVERLESS_V2_SCALING_CONFIGURATION) {
            require(SCALING.matcher(value).matches(), operation, entry, "as in MinCapacity=0.5,MaxCapacity=8");
        }
    }

    private static void require(boolean legal, String operation, Map.Entry<String, String> entry, String bounds) {
        if (!legal) {
            throw DrException.create(
                    ErrorCode.INVALID_ARGUMENT,
                    operation,
                    "the setting '" + entry.getKey() + "' is '" + entry.getValue() + "'",
                    failure -> failure.hint("It has to be " + bounds + "."));
        }
    }

    private static DrException unknown(String operation, Map.Entry<String, String> entry) {
        String known = Arrays.stream(ClusterSetting.values())
                .map(ClusterSetting::label)
                .sorted()
                .collect(Collectors.joining(", "));
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                operation,
                "a cluster has no setting '" + entry.getKey() + "'",
                failure -> failure.hint("Use the AWS CLI's names: " + known + "; or " + DEFAULT_SECURITY_GROUP + "."));
    }
}
