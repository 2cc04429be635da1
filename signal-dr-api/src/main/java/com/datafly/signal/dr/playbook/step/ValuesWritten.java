package com.datafly.signal.dr.playbook.step;

/**
 * The values of a release in a file.
 *
 * @param file the file, which holds passwords in plain
 * @since 0.1
 */
public record ValuesWritten(String file) {}
