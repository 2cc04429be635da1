package com.datafly.signal.dr.aws.model;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A description of RDS's actions. */
interface Model {

    /** The published model where it lies beside the project, else what the SDK knows. */
    static Model best() {
        Model sdk = new SdkModel();
        return PublishedModel.find()
                .<Model>map(published -> new Both(published, sdk))
                .orElse(sdk);
    }

    /** Returns the names of the actions that it describes. */
    Set<String> names();

    /** Returns an action, if it describes it. */
    Optional<Operation> operation(String name);

    /** Returns every error code that it knows, with its HTTP status; empty if it knows none. */
    Map<String, Integer> errors();

    /** One model, and another for what the first does not describe. */
    record Both(Model first, Model second) implements Model {

        @Override
        public Set<String> names() {
            return second.names();
        }

        @Override
        public Optional<Operation> operation(String name) {
            return first.operation(name).or(() -> second.operation(name));
        }

        @Override
        public Map<String, Integer> errors() {
            return first.errors();
        }
    }
}
