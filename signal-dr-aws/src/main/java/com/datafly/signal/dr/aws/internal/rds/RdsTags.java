package com.datafly.signal.dr.aws.internal.rds;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.rds.model.Tag;

/**
 * The tags in which this library keeps what has to outlive its process, and what callers note.
 *
 * <p>RDS allows letters, digits, blanks and {@code _ . : / = + - @} in a tag, 256 characters in a value and 128 in a
 * name. What else a text holds is written as {@code =XX}, the bytes of its UTF-8 in hexadecimal, the sign {@code =} and
 * a blank at either end included. Only tags of this library are read that way; foreign ones are left as they are.
 */
public final class RdsTags {

    /** What the names of all tags of this library begin with. */
    public static final String PREFIX = "signal-dr:";

    /** The key of the operation that made the resource. */
    public static final String OPERATION = PREFIX + "operation";

    /**
     * The caller's name for a snapshot; of a copy, its own identifier: who restores a copy by hand hands its tags on,
     * and who renames one keeps them.
     */
    public static final String NAME = PREFIX + "name";

    /** The address of the database that a copy was made from. */
    public static final String SOURCE = PREFIX + "source";

    /** The point that a copy was recovered to. */
    public static final String TARGET = PREFIX + "target";

    /** The snapshot that a copy was restored from. */
    public static final String SNAPSHOT = PREFIX + "snapshot";

    /** How far a restore has come: {@link #RESTORING} to {@link #RESTORED}, and since when. */
    public static final String STATE = PREFIX + "state";

    /** The value of {@link #STATE} while settings are still to be made. */
    public static final String RESTORING = "restoring";

    /** The value of {@link #STATE} once the copy is as it was asked for. */
    public static final String RESTORED = "restored";

    /** The failover that was started last: its key, a blank, and the zone that was left. */
    public static final String FAILOVER = PREFIX + "failover";

    /** The key of the promotion that was started. */
    public static final String PROMOTION = PREFIX + "promotion";

    /** What AWS's own tags begin with; nobody else may set them. */
    public static final String RESERVED = "aws:";

    private static final Set<String> BOOKKEEPING =
            Set.of(OPERATION, NAME, SOURCE, TARGET, SNAPSHOT, STATE, FAILOVER, PROMOTION);
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_VALUE = 256;
    private static final String ALLOWED = " _.:/+-@";
    private static final char ESCAPE = '=';

    private RdsTags() {}

    /**
     * Makes one of this library's tags.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if name or value are too long for RDS
     */
    public static Tag tag(String name, String value) {
        return Tag.builder()
                .key(encode("the name of tag '" + name + "'", name, LONGEST_NAME))
                .value(encode("the value of tag '" + name + "'", value, LONGEST_VALUE))
                .build();
    }

    /** Makes tags of this library, ordered by name. */
    public static List<Tag> tags(Map<String, String> values) {
        List<Tag> tags = new ArrayList<>();
        new TreeMap<>(values).forEach((name, value) -> tags.add(tag(name, value)));
        return tags;
    }

    /** Returns the tag's name as RDS keeps it, so that it can be removed. */
    public static String key(String name) {
        return encode("the name of tag '" + name + "'", name, LONGEST_NAME);
    }

    /** Looks one of this library's tags up. */
    public static Optional<String> find(List<Tag> tags, String name) {
        String key = key(name);
        return tags.stream()
                .filter(tag -> key.equals(tag.key()))
                .map(tag -> decode(value(tag)))
                .findFirst();
    }

    /** Tells whether the resource was made under {@code key}. */
    public static boolean isMadeBy(List<Tag> tags, OperationKey key) {
        return find(tags, OPERATION).filter(key.value()::equals).isPresent();
    }

    /** Returns the key under which this library made the copy of that identifier, if these tags are its own. */
    static Optional<OperationKey> copyKey(List<Tag> tags, String identifier) {
        return find(tags, NAME).filter(identifier::equals).flatMap(own -> operation(tags));
    }

    /** Returns the key under which this library made the resource, if it did. */
    public static Optional<OperationKey> operation(List<Tag> tags) {
        return find(tags, OPERATION).flatMap(RdsTags::toKey);
    }

    private static Optional<OperationKey> toKey(String text) {
        try {
            return Optional.of(new OperationKey(text));
        } catch (DrException e) {
            // Somebody wrote into our tag: what is there is nobody's key.
            return Optional.empty();
        }
    }

    /**
     * Returns what was noted on the resource by name: all tags but AWS's own and the library's bookkeeping. Values that
     * this library escaped are read back.
     */
    public static Map<String, String> annotations(List<Tag> tags) {
        Map<String, String> annotations = new TreeMap<>();
        for (Tag tag : tags) {
            String name = decode(tag.key());
            if (!name.startsWith(RESERVED) && !BOOKKEEPING.contains(name)) {
                annotations.put(name, decode(value(tag)));
            }
        }
        return annotations;
    }

    /** Returns the tags that a copy inherits from its source: all but AWS's own and this library's. */
    public static List<Tag> inheritable(List<Tag> tags) {
        return tags.stream()
                .filter(tag -> !tag.key().startsWith(RESERVED) && !tag.key().startsWith(PREFIX))
                .toList();
    }

    private static String value(Tag tag) {
        return tag.value() == null ? "" : tag.value();
    }

    private static String encode(String what, String text, int longest) {
        StringBuilder encoded = new StringBuilder();
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int character = text.codePointAt(at);
            boolean edge = at == 0 || at == text.length() - 1;
            if (isAllowed(character) && !(edge && character == ' ')) {
                encoded.appendCodePoint(character);
            } else {
                escape(Character.toString(character), encoded);
            }
        }
        if (encoded.length() > longest) {
            throw tooLong(what, encoded.length(), longest);
        }
        return encoded.toString();
    }

    private static boolean isAllowed(int character) {
        return Character.isLetterOrDigit(character) || ALLOWED.indexOf(character) >= 0;
    }

    private static void escape(String character, StringBuilder encoded) {
        for (byte octet : character.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(ESCAPE).append(HexFormat.of().withUpperCase().toHexDigits(octet));
        }
    }

    /** Reads escapes back. A text that this library did not write may hold others: it is returned as it is. */
    private static String decode(String text) {
        if (text.indexOf(ESCAPE) < 0) {
            return text;
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(octets.length);
        for (int at = 0; at < octets.length; at++) {
            if (octets[at] != ESCAPE) {
                decoded.put(octets[at]);
                continue;
            }
            if (at + 2 >= octets.length || !isHex(octets[at + 1]) || !isHex(octets[at + 2])) {
                return text;
            }
            decoded.put((byte) HexFormat.fromHexDigits(new String(octets, at + 1, 2, StandardCharsets.US_ASCII)));
            at += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }

    private static boolean isHex(byte octet) {
        return "0123456789ABCDEF".indexOf(octet) >= 0;
    }

    private static DrException tooLong(String what, int length, int longest) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                "tag a resource of RDS",
                String.format(Locale.ROOT, "%s takes %d characters", what, length),
                failure -> failure.hint(
                        "Shorten it: RDS keeps " + longest
                                + " characters, and one outside letters, digits, blanks and _ . : / + - @ takes three or more."));
    }
}
