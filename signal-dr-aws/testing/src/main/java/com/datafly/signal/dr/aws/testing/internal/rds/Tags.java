package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Tags: at most 50, of letters, digits, spaces and {@code _.:/=+-@}. */
public final class Tags {

    private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private Tags() {}

    /** Returns the tags that a request names, checked. */
    public static Map<String, String> asked(Parameters in) {
        Map<String, String> tags = new LinkedHashMap<>(in.tags("Tags"));
        for (Parameters specification : in.items("TagSpecifications")) {
            tags.putAll(specification.tags("Tags"));
        }
        check(tags);
        return tags;
    }

    /** Refuses tags that RDS refuses. */
    public static void check(Map<String, String> tags) {
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > 128 || !CHARACTERS.matcher(key).matches()) {
                throw invalid("The tag key '" + key + "' is not valid.");
            }
            if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw invalid("The tag key '" + key + "' begins with aws:, which is reserved.");
            }
            if (value.length() > 256 || !CHARACTERS.matcher(value).matches()) {
                throw invalid("The value of the tag '" + key + "' is not valid: '" + value + "'.");
            }
        });
        if (tags.size() > 50) {
            throw invalid("A resource can have at most 50 tags.");
        }
    }

    private static Refusal invalid(String message) {
        return Refusal.of("InvalidParameterValue", message);
    }
}
