package com.datafly.signal.dr.playbook.step;

import java.util.Optional;

/**
 * What Terraform is to do to one resource.
 *
 * @param address its address in the configuration
 * @param action Terraform's word for it: {@code create}, {@code update}, {@code replace}, {@code delete}, ...
 * @param reason Terraform's word for why, where it gives one
 * @since 0.1
 */
public record TerraformChange(String address, String action, Optional<String> reason) {

    /** Tells whether what is there now is lost. */
    public boolean destroys() {
        return action.equals("delete") || action.equals("replace");
    }

    /** Tells whether anything but Terraform's own knowledge changes. */
    public boolean changes() {
        return !action.equals("noop") && !action.equals("read");
    }

    @Override
    public String toString() {
        String why = reason.map(word -> " (" + word.replace('_', ' ') + ")").orElse("");
        return switch (action) {
            case "create" -> "creates " + address + why;
            case "update" -> "updates " + address + why;
            case "replace" -> "destroys " + address + " and creates it anew" + why;
            case "delete" -> "destroys " + address + why;
            default -> action + ": " + address + why;
        };
    }
}
