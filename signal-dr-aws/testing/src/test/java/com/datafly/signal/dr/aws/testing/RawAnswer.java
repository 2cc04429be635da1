package com.datafly.signal.dr.aws.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer as it came over the wire.
 *
 * @param status the HTTP status; 0 if there was no answer
 * @param body the document
 */
record RawAnswer(int status, String body) {

    /** Returns the text of every element of that name. */
    List<String> texts(String element) {
        List<String> out = new ArrayList<>();
        Matcher found =
                Pattern.compile("<" + element + ">([^<]*)</" + element + ">").matcher(body);
        while (found.find()) {
            out.add(found.group(1));
        }
        return out;
    }

    /** Returns the text of the first element of that name, empty if there is none. */
    String text(String element) {
        return texts(element).stream().findFirst().orElse("");
    }

    /** Returns the code of a refusal. */
    String code() {
        return text("Code");
    }
}
