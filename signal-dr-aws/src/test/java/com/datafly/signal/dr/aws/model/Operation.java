package com.datafly.signal.dr.aws.model;

import java.util.Map;
import java.util.Optional;

/**
 * One action of the service.
 *
 * @param name the action's name
 * @param input what is sent
 * @param output what is answered, if anything is
 * @param errors the codes that it is documented to refuse with, each with its HTTP status; empty if that is unknown
 */
record Operation(String name, Shape input, Optional<Shape> output, Map<String, Integer> errors) {}
