package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.aws.internal.rds.TargetSetting.Kind;
import com.datafly.signal.dr.database.RecoveryTarget;
import java.time.temporal.ChronoUnit;
import java.util.List;
import software.amazon.awssdk.services.rds.model.Tag;

/** How the AWS CLI is typed into a shell. */
final class CommandLine {

    private CommandLine() {}

    /** Returns the beginning of a command of RDS in a region. */
    static String rds(String command, String region) {
        return "aws rds " + command + " --region " + region;
    }

    static String option(String name, String value) {
        return " --" + name + " " + quoted(value);
    }

    /** The CLI has two words for a flag, and takes the words of a list apart. */
    static String option(Kind kind, String name, String value) {
        return switch (kind) {
            case FLAG -> (value.equals("true") ? " --" : " --no-") + name;
            case LIST -> value.isEmpty() ? "" : " --" + name + " " + value.replace(',', ' ');
            case TEXT, NUMBER -> option(name, value);
        };
    }

    /** Returns the option, of that name for an instant, that says to which point to recover: to a whole second. */
    static String point(RecoveryTarget target, String name) {
        return target instanceof RecoveryTarget.AtInstant at
                ? option(name, at.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                : " --use-latest-restorable-time";
    }

    static String tags(List<Tag> tags) {
        StringBuilder typed = new StringBuilder(" --tags");
        tags.forEach(tag -> typed.append(' ').append(quoted("Key=" + tag.key() + ",Value=" + tag.value())));
        return typed.toString();
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_:./@+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
