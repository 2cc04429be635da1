package com.datafly.signal.dr.internal.program;

import java.util.Map;
import java.util.Set;

/**
 * Where a program runs, and what it knows, as a playbook defines it.
 *
 * @param directory the whole path
 * @param inherited the variables that are handed on as they are
 * @param variables further ones
 * @param secrets the names of the host's secrets, by variable
 * @param secretFiles the names of those that the program reads from a file, by the variable that names the file
 */
public record ProgramPlace(
        String directory,
        Set<String> inherited,
        Map<String, String> variables,
        Map<String, String> secrets,
        Map<String, String> secretFiles) {}
