package com.datafly.signal.dr.internal.report;

/** Text of unknown origin, made harmless before it is escaped for a format. */
public final class PlainText {

    private static final char REPLACEMENT = '\uFFFD';

    private PlainText() {}

    /**
     * Replaces what no format can hold or what could disguise the text's meaning: control characters other than tab and
     * line feed, characters that turn the writing direction, halves of surrogate pairs, and non-characters.
     */
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.replace("\r\n", "\n").codePoints().forEach(point -> {
            if (isHarmless(point)) {
                clean.appendCodePoint(point);
            } else {
                clean.append(REPLACEMENT);
            }
        });
        return clean.toString();
    }

    private static boolean isHarmless(int point) {
        if (point == '\t' || point == '\n') {
            return true;
        }
        boolean turnsDirection = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        boolean control = Character.isISOControl(point) || point == 0x2028 || point == 0x2029;
        boolean half = point >= 0xD800 && point <= 0xDFFF;
        boolean nonCharacter = (point & 0xFFFE) == 0xFFFE;
        return !turnsDirection && !control && !half && !nonCharacter;
    }
}
