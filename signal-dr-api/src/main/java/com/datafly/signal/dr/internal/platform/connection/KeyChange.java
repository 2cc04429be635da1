package com.datafly.signal.dr.internal.platform.connection;

/**
 * What becomes of one key.
 *
 * @param key the key
 * @param form what its value is
 * @param given the new list of servers, or the host's name of the secret that lends the new value; empty else
 */
public record KeyChange(String key, Form form, String given) {

    /** What a value is. */
    public enum Form {
        /** A JDBC URL, a libpq URL, or libpq keywords. */
        URL,
        /** A host alone. */
        HOST,
        /** A port alone. */
        PORT,
        /** A database's name alone. */
        DATABASE,
        /** A user's name alone. */
        USER,
        /** A list of Kafka's servers. */
        SERVERS,
        /** Whatever the host lends. */
        LENT
    }
}
