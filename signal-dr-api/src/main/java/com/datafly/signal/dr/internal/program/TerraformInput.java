package com.datafly.signal.dr.internal.program;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A configuration of Terraform as a playbook defines it.
 *
 * @param command the program, and what stands before its own arguments
 * @param place where it runs, and what it knows
 * @param records where it leaves its traces
 * @param variables the values of variables
 * @param secretVariables the names of secrets, by variable
 * @param variableFiles files with further values
 * @param rules what holds for every call
 */
public record TerraformInput(
        List<String> command,
        ProgramPlace place,
        String records,
        Map<String, String> variables,
        Map<String, String> secretVariables,
        List<String> variableFiles,
        Rules rules) {

    /**
     * What holds for every call.
     *
     * @param mostDestroyed how many resources a plan may destroy or replace
     * @param lockWait how long to wait for the lock of the state
     * @param timeout how long a call may take
     * @param grace how long it may take to end in order
     */
    public record Rules(int mostDestroyed, Duration lockWait, Duration timeout, Duration grace) {}

    /**
     * The configuration, and the step whose plan is carried out.
     *
     * @param planStep that step's id
     */
    public record ToApply(String planStep, TerraformInput terraform) {}
}
