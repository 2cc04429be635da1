package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBInstance;

/**
 * How a copy is to be configured: as the profile says, and where it says nothing as the source is. RDS itself would put
 * it into the default security, subnet and parameter groups, in one zone, without protection.
 */
final class CopySettings {

    /** Below this size, RDS gives a gp3 volume of PostgreSQL its performance and refuses to be told. */
    private static final int FREE_GP3_GIB = 400;

    private CopySettings() {}

    /**
     * Returns the settings of a copy.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if neither the profile nor the source name its network,
     *     {@code INVALID_ARGUMENT} if settings contradict each other; effect {@code NONE} in both
     */
    static TargetSettings require(String operation, ChosenSettings chosen, Origin origin) {
        TargetSettings wanted = of(chosen, origin);
        requireNetwork(operation, chosen, wanted, origin);
        requireOneZone(operation, wanted);
        return wanted;
    }

    /** Like {@link #require}, as far as that can be told: the source of a copy that is there already may be gone. */
    static TargetSettings of(ChosenSettings chosen, Origin origin) {
        TargetSettings inherited = origin.instance()
                .map(source -> TargetSettings.of(source).only(TargetSetting::isInherited))
                .orElse(TargetSettings.of(Map.of()));
        TargetSettings wanted = inherited.overriddenBy(chosen.settings());
        int allocated = origin.instance()
                .map(DBInstance::allocatedStorage)
                .or(() -> Optional.ofNullable(wanted.number(TargetSetting.ALLOCATED_STORAGE)))
                .orElse(FREE_GP3_GIB);
        return wanted.only(setting -> chosen.settings().has(setting) || !isMeaningless(setting, wanted, allocated));
    }

    /** Tells whether RDS refuses an inherited setting beside the others. */
    private static boolean isMeaningless(TargetSetting setting, TargetSettings wanted, int allocated) {
        String storage = wanted.find(TargetSetting.STORAGE_TYPE).orElse("");
        boolean tunable = storage.equals("gp3") && allocated >= FREE_GP3_GIB;
        return switch (setting) {
            case IOPS -> !tunable && !storage.startsWith("io");
            case STORAGE_THROUGHPUT -> !tunable;
            case MONITORING_ROLE_ARN ->
                wanted.find(TargetSetting.MONITORING_INTERVAL)
                        .filter("0"::equals)
                        .isPresent();
            case PERFORMANCE_INSIGHTS_KMS_KEY_ID, PERFORMANCE_INSIGHTS_RETENTION_PERIOD, DATABASE_INSIGHTS_MODE ->
                wanted.find(TargetSetting.ENABLE_PERFORMANCE_INSIGHTS)
                        .filter("false"::equals)
                        .isPresent();
            default -> false;
        };
    }

    private static void requireNetwork(String operation, ChosenSettings chosen, TargetSettings wanted, Origin origin) {
        if (chosen.allowsDefaultNetwork()) {
            return;
        }
        List<String> missing = new ArrayList<>();
        for (TargetSetting setting :
                List.of(TargetSetting.DB_SUBNET_GROUP_NAME, TargetSetting.VPC_SECURITY_GROUP_IDS)) {
            if (wanted.find(setting).filter(value -> !value.isEmpty()).isEmpty()) {
                missing.add(setting.label());
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        String names = String.join(" and ", missing);
        String why = origin.instance().isPresent() ? "the source names no network" : "the source is gone";
        throw DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                operation,
                why + ", and the profile does not name " + names,
                failure -> failure.hint("Set " + names + " in the profile; or set "
                        + ChosenSettings.DEFAULT_SECURITY_GROUP
                        + " to allowed, if the default network is wanted."));
    }

    private static void requireOneZone(String operation, TargetSettings wanted) {
        Optional<String> zone = wanted.find(TargetSetting.AVAILABILITY_ZONE);
        if (zone.isPresent() && "true".equals(wanted.text(TargetSetting.MULTI_AZ))) {
            throw ChosenSettings.invalid(
                    operation,
                    TargetSetting.AVAILABILITY_ZONE.label(),
                    zone.get(),
                    "Set multi-az to false too, for an instance in two zones has none of its own; or leave it out.");
        }
    }
}
