package com.datafly.signal.dr.k8s.release;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.step.ConnectionEndpoint;
import com.datafly.signal.dr.playbook.step.Done;
import java.util.Optional;

/** Steps of the host's own: one knows where the recovered database is, the other does not accept what was done. */
final class Fixed {

    private Fixed() {}

    static Step endpoint(String id, String host) {
        return Step.of(id, new Endpoint(), host, step -> step.kind(StepKind.PURE));
    }

    static Step refusal(String id) {
        return Step.of(id, new Refusal(), "nobody can log in", step -> step.kind(StepKind.PURE));
    }

    private static final class Endpoint implements StepAction<String, ConnectionEndpoint> {

        @Override
        public String name() {
            return "find-endpoint";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<String> inputType() {
            return String.class;
        }

        @Override
        public Class<ConnectionEndpoint> outputType() {
            return ConnectionEndpoint.class;
        }

        @Override
        public ConnectionEndpoint act(StepContext context, String host) {
            return new ConnectionEndpoint(host, Optional.empty(), Optional.empty());
        }
    }

    private static final class Refusal implements StepAction<String, Done> {

        @Override
        public String name() {
            return "refuse";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<String> inputType() {
            return String.class;
        }

        @Override
        public Class<Done> outputType() {
            return Done.class;
        }

        @Override
        public Done act(StepContext context, String why) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, context.stepId(), why);
        }
    }
}
