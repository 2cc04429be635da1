package com.datafly.signal.dr.aws.internal.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.rds.model.Tag;

class RdsTagsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain text_.:/+-@9",
                "a=b",
                "=41",
                "comma, \"quotes\" & <markup>",
                " blanks at both ends ",
                "line\nbreak",
                "Müller, 東京, \uD83D\uDE80"
            })
    void whatIsNotedIsReadBackAndHoldsNothingThatRdsRefuses(String text) {
        Tag tag = RdsTags.tag("signal-dr:hold", text);

        assertThat(tag.value()).matches("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
        assertThat(RdsTags.annotations(List.of(tag))).isEqualTo(Map.of("signal-dr:hold", text));
        assertThat(RdsTags.find(List.of(tag), "signal-dr:hold")).contains(text);
    }

    @Test
    void namesAreEscapedAsValuesAre() {
        Tag tag = RdsTags.tag("why?", "because");

        assertThat(tag.key()).isEqualTo("why=3F").isEqualTo(RdsTags.key("why?"));
        assertThat(RdsTags.annotations(List.of(tag))).containsExactly(Map.entry("why?", "because"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "100=", "=4", "=zz", "=FF=FE", "x=3f"})
    void aForeignValueThatIsNoEscapeIsLeftAlone(String text) {
        Tag foreign = Tag.builder().key("cost-centre").value(text).build();

        assertThat(RdsTags.annotations(List.of(foreign))).containsEntry("cost-centre", text);
    }

    @Test
    void bookkeepingAndTagsOfAwsAreNoAnnotations() {
        List<Tag> tags = List.of(
                RdsTags.tag(RdsTags.OPERATION, "op-1"),
                RdsTags.tag(RdsTags.STATE, RdsTags.RESTORING),
                Tag.builder().key("aws:rds:primaryDBInstanceArn").value("x").build(),
                RdsTags.tag("signal-dr:hold", "audit"),
                RdsTags.tag("team", "payments"));

        assertThat(RdsTags.annotations(tags)).containsOnlyKeys("signal-dr:hold", "team");
        assertThat(RdsTags.inheritable(tags)).extracting(Tag::key).containsExactly("team");
    }

    @Test
    void aResourceIsOursByItsKeyAlone() {
        List<Tag> tags = RdsTags.tags(Map.of(RdsTags.OPERATION, "op-1", "team", "payments"));

        assertThat(RdsTags.isMadeBy(tags, new OperationKey("op-1"))).isTrue();
        assertThat(RdsTags.isMadeBy(tags, new OperationKey("op-2"))).isFalse();
        assertThat(RdsTags.operation(tags)).contains(new OperationKey("op-1"));
        assertThat(RdsTags.operation(List.of(RdsTags.tag(RdsTags.OPERATION, "No key!"))))
                .isEmpty();
    }

    @Test
    void whatDoesNotFitIsRefusedAndTheLimitIsNamed() {
        assertThat(RdsTags.tag("reason", "x".repeat(256)).value()).hasSize(256);
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> RdsTags.tag("reason", "x".repeat(255) + "="))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("the value of tag 'reason' takes 258 characters")
                .withMessageContaining("256");
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> RdsTags.tag("n".repeat(129), "x"))
                .withMessageContaining("takes 129 characters");
    }
}
