package com.datafly.signal.dr.playbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A program that prints and ends as Terraform 1.11 does. Its configuration is a list of addresses, each with a size
 * behind it if need be, its state those that it has made; it fails at an address for which there is a file
 * {@code broken-ADDRESS}, takes an address without a dot for a mistake, and removes what is not in the list any more. A
 * variable {@code token} is in its saved plans; who applies one finds it in the file {@code given}.
 */
final class SmallTerraform {

    private static final Path WANTED = Path.of("wanted");
    private static final Path STATE = Path.of("state");
    private static final Path LOCK = Path.of("lock");
    private static final String REMOVAL = "- ";
    private static final String GIVEN = "given ";
    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]*)\"");

    private SmallTerraform() {}

    /** Runs one command in the working directory. */
    public static void main(String[] arguments) throws IOException {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) throws IOException {
        return switch (arguments.get(0)) {
            case "init" -> 0;
            case "plan" -> plan(arguments);
            case "apply" -> apply(Path.of(arguments.get(arguments.size() - 1)));
            case "show" -> show(Path.of(arguments.get(arguments.size() - 1)));
            case "output" -> output();
            default -> 1;
        };
    }

    private static int plan(List<String> arguments) throws IOException {
        say("\"type\":\"version\",\"terraform\":\"1.11.4\"");
        if (Files.exists(LOCK) && !arguments.contains("-lock=false")) {
            return fail(
                    "Error acquiring the state lock",
                    "resource temporarily unavailable\\nLock Info:\\n  ID:        0b2c\\n  Who:       ann@host\\n");
        }
        Optional<String> mistake = Files.readAllLines(WANTED).stream()
                .filter(line -> !line.contains("."))
                .findFirst();
        if (mistake.isPresent()) {
            return fail("Unsupported argument", "An argument named " + mistake.get() + " is not expected here.");
        }
        List<String> changes = changes();
        for (String change : changes) {
            say("\"type\":\"planned_change\",\"change\":{" + resource(address(change)) + ",\"action\":\""
                    + (isRemoval(change) ? "delete" : "create") + "\"}");
        }
        List<String> saved = new ArrayList<>(changes);
        token(arguments).ifPresent(token -> saved.add(GIVEN + token));
        for (String argument : arguments) {
            if (argument.startsWith("-out=")) {
                Files.write(Path.of(argument.substring("-out=".length())), saved);
            }
        }
        return changes.isEmpty() ? 0 : 2;
    }

    /** Returns the variable, from the files that it may be in. */
    private static Optional<String> token(List<String> arguments) throws IOException {
        for (String argument : arguments) {
            if (argument.startsWith("-var-file=")) {
                Matcher matcher = TOKEN.matcher(Files.readString(Path.of(argument.substring("-var-file=".length()))));
                if (matcher.find()) {
                    return Optional.of(matcher.group(1));
                }
            }
        }
        return Optional.empty();
    }

    private static int apply(Path plan) throws IOException {
        List<String> saved = new ArrayList<>(Files.readAllLines(plan));
        for (String line : List.copyOf(saved)) {
            if (line.startsWith(GIVEN)) {
                saved.remove(line);
                String token = line.substring(GIVEN.length());
                Files.writeString(Path.of("given"), token);
                say("\"type\":\"provision_progress\",\"hook\":{\"output\":\"token " + token + "\"}");
            }
        }
        if (!saved.equals(changes())) {
            return fail("Saved plan is stale", "the state was changed by another operation");
        }
        for (String change : saved) {
            String address = address(change);
            String hook = "\"hook\":{" + resource(address) + ",\"action\":\""
                    + (isRemoval(change) ? "delete" : "create") + "\"}";
            say("\"type\":\"apply_start\"," + hook);
            if (Files.exists(Path.of("broken-" + address))) {
                return fail("creating " + address, "quota exceeded");
            }
            List<String> made = new ArrayList<>(made());
            if (isRemoval(change)) {
                made.remove(address);
            } else {
                made.add(address);
            }
            Files.write(STATE, made);
            say("\"type\":\"apply_complete\"," + hook);
        }
        return 0;
    }

    private static int show(Path plan) throws IOException {
        String changes = Files.readAllLines(plan).stream()
                .filter(change -> !change.startsWith(GIVEN))
                .map(change -> "{\"address\":\"" + address(change) + "\",\"change\":{" + shown(change) + "}}")
                .collect(Collectors.joining(","));
        System.out.println("{\"resource_changes\":[" + changes + "]}");
        return 0;
    }

    private static String shown(String change) {
        if (isRemoval(change)) {
            return "\"before\":{\"token\":\"not-for-journals\"},\"before_sensitive\":{\"token\":true},\"after\":null,"
                    + "\"after_unknown\":{},\"after_sensitive\":false";
        }
        return "\"before\":null,\"after\":{\"size\":\""
                + change.substring(address(change).length()).strip()
                + "\",\"token\":\"not-for-journals\"},\"after_unknown\":{\"id\":true},"
                + "\"after_sensitive\":{\"token\":true}";
    }

    private static boolean isRemoval(String change) {
        return change.startsWith(REMOVAL);
    }

    private static String address(String change) {
        return (isRemoval(change) ? change.substring(REMOVAL.length()) : change).split(" ", 2)[0];
    }

    private static int output() throws IOException {
        System.out.println("{\"made\":{\"sensitive\":false,\"type\":\"number\",\"value\":" + made().size()
                + "},\"token\":{\"sensitive\":true,\"type\":\"string\",\"value\":\"not-for-journals\"}}");
        return 0;
    }

    private static int fail(String summary, String detail) {
        say("\"type\":\"diagnostic\",\"diagnostic\":{\"severity\":\"error\",\"summary\":\"" + summary
                + "\",\"detail\":\"" + detail + "\"}");
        return 1;
    }

    /** Returns what is left to do: what is wanted and not made, and what was made and is not wanted. */
    private static List<String> changes() throws IOException {
        List<String> made = made();
        List<String> wanted = Files.readAllLines(WANTED);
        List<String> changes = new ArrayList<>(wanted);
        changes.removeIf(one -> made.contains(address(one)));
        made.stream()
                .filter(one -> wanted.stream().noneMatch(line -> address(line).equals(one)))
                .forEach(one -> changes.add(REMOVAL + one));
        return changes;
    }

    private static List<String> made() throws IOException {
        return Files.exists(STATE) ? Files.readAllLines(STATE) : List.of();
    }

    private static String resource(String address) {
        return "\"resource\":{\"addr\":\"" + address + "\"}";
    }

    private static void say(String fields) {
        System.out.println("{\"@level\":\"info\",\"@message\":\"a message\"," + fields + "}");
    }
}
