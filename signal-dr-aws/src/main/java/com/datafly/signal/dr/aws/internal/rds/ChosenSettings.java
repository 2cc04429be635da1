package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.aws.internal.rds.TargetSetting.Kind;
import com.datafly.signal.dr.database.TargetProfile;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a target profile says of an instance, checked as far as that takes no call.
 *
 * @param settings the settings that it names
 * @param allowsDefaultNetwork whether the new instance may get the default security group and subnet group
 */
record ChosenSettings(TargetSettings settings, boolean allowsDefaultNetwork) {

    /** The profile's consent to what nobody wants by accident. */
    static final String DEFAULT_SECURITY_GROUP = "default-security-group";

    private static final String ALLOWED = "allowed";
    private static final String KMS_KEY = "kms-key-id";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final int LONGEST_RETENTION = 35;

    /**
     * Reads a profile.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for an unknown name, or a value of another kind
     */
    static ChosenSettings of(String operation, TargetProfile profile) {
        Map<TargetSetting, String> values = new EnumMap<>(TargetSetting.class);
        boolean allowed = false;
        for (Map.Entry<String, String> entry : profile.settings().entrySet()) {
            if (entry.getKey().equals(DEFAULT_SECURITY_GROUP)) {
                allowed = isConsent(operation, entry.getValue());
            } else {
                TargetSetting setting = TargetSetting.named(entry.getKey())
                        .orElseThrow(() -> unknown(operation, entry.getKey(), entry.getValue()));
                values.put(setting, requireKind(operation, setting, entry.getValue()));
            }
        }
        TargetSettings settings = TargetSettings.of(values);
        requireRetention(operation, settings);
        return new ChosenSettings(settings, allowed);
    }

    private static boolean isConsent(String operation, String value) {
        if (!value.equals(ALLOWED)) {
            throw invalid(
                    operation,
                    DEFAULT_SECURITY_GROUP,
                    value,
                    "Set it to " + ALLOWED + ", or leave it out and name vpc-security-group-ids.");
        }
        return true;
    }

    private static String requireKind(String operation, TargetSetting setting, String value) {
        String text = value.strip();
        if (setting.kind() == Kind.NUMBER && !NUMBER.matcher(text).matches()) {
            throw invalid(operation, setting.label(), value, "Write a whole number in digits.");
        }
        if (setting.kind() == Kind.FLAG && !text.equals("true") && !text.equals("false")) {
            throw invalid(operation, setting.label(), value, "Write true or false.");
        }
        boolean mayBeEmpty = setting == TargetSetting.ENABLE_CLOUDWATCH_LOGS_EXPORTS;
        if (text.isEmpty() && !mayBeEmpty) {
            throw invalid(operation, setting.label(), value, "Give it a value, or leave it out.");
        }
        return text;
    }

    private static void requireRetention(String operation, TargetSettings settings) {
        Integer days = settings.number(TargetSetting.BACKUP_RETENTION_PERIOD);
        if (days != null && days > LONGEST_RETENTION) {
            throw invalid(
                    operation,
                    TargetSetting.BACKUP_RETENTION_PERIOD.label(),
                    days.toString(),
                    "Use 1 to 35 days; 0 switches automated backups off.");
        }
    }

    private static DrException unknown(String operation, String name, String value) {
        if (name.equals(KMS_KEY)) {
            return invalid(
                    operation,
                    name,
                    value,
                    "RDS restores under the key of the snapshot; copy the snapshot with that key, and restore the"
                            + " copy.");
        }
        String known = Arrays.stream(TargetSetting.values())
                .map(TargetSetting::label)
                .sorted()
                .collect(Collectors.joining(", "));
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                operation,
                "there is no setting '" + name + "'",
                failure -> failure.hint("Use one of " + known + ", " + DEFAULT_SECURITY_GROUP + "."));
    }

    static DrException invalid(String operation, String name, String value, String hint) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                operation,
                "setting " + name + " is '" + value + "'",
                failure -> failure.hint(hint));
    }
}
