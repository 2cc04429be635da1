package com.datafly.signal.dr.kafka.internal.client;

import com.datafly.signal.dr.Secret;
import org.apache.kafka.common.config.types.Password;

/** Writes the line by which a client logs in. Kafka takes it as text; {@link Password} keeps it out of its logs. */
final class Jaas {

    private Jaas() {}

    /** Returns the line of a module that wants a name and a password. */
    static Password login(String module, String user, Secret password) {
        return password.use(value -> new Password(
                module + " required username=" + quoted(user.toCharArray()) + " password=" + quoted(value) + ";"));
    }

    /** Returns the line of a module that finds its credentials itself. */
    static Password login(String module) {
        return new Password(module + " required;");
    }

    /** Kafka reads the line by a {@link java.io.StreamTokenizer}, for which a string ends at its quote or line. */
    private static String quoted(char[] value) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : value) {
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
