package com.datafly.signal.dr.aws.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What we say of RDS without its model is what the model says. */
class FactsTest {

    private final RequestFacts facts = RequestFacts.load();
    private final SdkModel sdk = new SdkModel();

    @Test
    void everyActionThatAFactSpeaksOfIsOne() {
        assertThat(facts.names())
                .allMatch(name -> name.equals("Filter") || sdk.operation(name).isPresent());
    }

    @Test
    void everyRequiredMemberIsAMember() {
        for (String name : facts.names()) {
            sdk.operation(name)
                    .ifPresent(operation ->
                            assertThat(operation.input().members().keySet()).containsAll(facts.required(name)));
        }
    }

    @Test
    void whatIsRequiredIsWhatThePublishedModelRequires() {
        Optional<PublishedModel> published = PublishedModel.find();
        assumeTrue(published.isPresent(), "the published model does not lie beside the project");
        for (String name : facts.names()) {
            published
                    .get()
                    .operation(name)
                    .ifPresent(operation -> assertThat(new TreeSet<>(facts.required(name)))
                            .as(name)
                            .isEqualTo(new TreeSet<>(operation.input().required())));
        }
    }

    @Test
    void theSdkKnowsEveryMemberOfThePublishedModel() {
        Optional<PublishedModel> published = PublishedModel.find();
        assumeTrue(published.isPresent(), "the published model does not lie beside the project");
        for (String name : published.get().names()) {
            Operation operation = published.get().operation(name).orElseThrow();
            Operation known = sdk.operation(name).orElseThrow();
            assertThat(known.input().members().keySet())
                    .as(name)
                    .containsAll(operation.input().members().keySet());
            assertThat(known.output().isPresent())
                    .as(name)
                    .isEqualTo(operation.output().isPresent());
        }
    }
}
