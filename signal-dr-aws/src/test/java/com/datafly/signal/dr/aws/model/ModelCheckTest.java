package com.datafly.signal.dr.aws.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.aws.testing.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check finds what it is there for, with the published model and with the SDK's. */
@ParameterizedClass
@MethodSource("models")
class ModelCheckTest {

    private static final RequestFacts FACTS = RequestFacts.load();

    @Parameter
    Model model;

    static Stream<Model> models() {
        return Stream.concat(PublishedModel.find().stream(), Stream.of(new SdkModel()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        DescribeDBInstances             | ""
        DescribeDBInstances             | DBInstanceIdentifier=orders&MaxRecords=20&Marker=abc
        DescribeDBInstances             | Filters.Filter.1.Name=dbi-resource-id&Filters.Filter.1.Values.Value.1=db-A
        CreateDBSnapshot                | DBInstanceIdentifier=orders&DBSnapshotIdentifier=orders-1&Tags.Tag.1.Key=a&Tags.Tag.1.Value=b&Tags.Tag.2.Key=c
        ModifyDBInstance                | DBInstanceIdentifier=orders&BackupRetentionPeriod=7&ApplyImmediately=true&VpcSecurityGroupIds.VpcSecurityGroupId.1=sg-1
        RestoreDBInstanceToPointInTime  | TargetDBInstanceIdentifier=copy&RestoreTime=2026-01-15T10:30:00Z
        CopyDBSnapshot                  | SourceDBSnapshotIdentifier=a&TargetDBSnapshotIdentifier=b&Tags=
        """)
    void aSoundRequestPasses(String action, String parameters) {
        assertThat(sent(action, parameters)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        DescribeDBInstance              | ""                                                               | is no action
        DescribeDBInstances             | MaxRecords=ten                                                   | is no INTEGER
        DescribeDBInstances             | MaxRecords=19                                                    | not within 20 to 100
        DescribeDBInstances             | MaxRecord=20                                                     | MaxRecord is no member
        DescribeDBInstances             | Filters.Filter.1.Name=x                                          | Filters.Filter.1.Values is required
        DescribeDBInstances             | Filters.member.1.Name=x                                          | Filters.member.1.Name is no member
        CreateDBSnapshot                | DBInstanceIdentifier=orders                                      | DBSnapshotIdentifier is required
        CreateDBSnapshot                | DBInstanceIdentifier=o&DBSnapshotIdentifier=a--b                 | does not match
        CreateDBSnapshot                | DBInstanceIdentifier=o&DBSnapshotIdentifier=a&Tags.Tag.2.Key=a   | Tags.Tag.2.Key is no member
        CreateDBSnapshot                | DBInstanceIdentifier=o&DBSnapshotIdentifier=a&Tags.Tag.1.Value={ | does not match
        ModifyDBInstance                | DBInstanceIdentifier=o&ApplyImmediately=yes                      | is no FLAG
        ModifyDBInstance                | DBInstanceIdentifier=o&DatabaseInsightsMode=much                 | is none of
        RestoreDBInstanceToPointInTime  | TargetDBInstanceIdentifier=copy&RestoreTime=2026-01-15T10:30     | is no TIME
        """)
    void aRequestThatBreaksTheModelIsFound(String action, String parameters, String complaint) {
        assertThat(sent(action, parameters)).singleElement().asString().contains(complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<DBSnapshot/>",
                "<DBSnapshot><Status>creating</Status><Encrypted>true</Encrypted></DBSnapshot>",
                "<DBSnapshot><TagList><Tag><Key>a</Key></Tag></TagList></DBSnapshot>"
            })
    void aSoundAnswerPasses(String inner) {
        assertThat(result(inner)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        <DBSnapshot><State>creating</State></DBSnapshot>                             | State, which is no member
        <DBSnapshot><Status>a</Status><Status>b</Status></DBSnapshot>                | holds Status twice
        <DBSnapshot><Encrypted>no</Encrypted></DBSnapshot>                           | is no FLAG
        <DBSnapshot><SnapshotCreateTime>1736937000</SnapshotCreateTime></DBSnapshot> | is no TIME
        <DBSnapshot><TagList><member><Key>a</Key></member></TagList></DBSnapshot>    | its items are Tag
        <DBSnapshot><Status><Text>a</Text></Status></DBSnapshot>                     | holds elements
        """)
    void anAnswerThatTheModelDoesNotKnowIsFound(String inner, String complaint) {
        assertThat(result(inner)).singleElement().asString().contains(complaint);
    }

    @ParameterizedTest
    @CsvSource({"<Result/>,Result", "'',beside", "<CreateDBSnapshotResult/><More/>,beside"})
    void anAnswerWithoutItsFrameIsFound(String inner, String complaint) {
        assertThat(answered(inner)).anyMatch(text -> text.contains(complaint));
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDenied, 403, Type, ''",
        "AccessDenied, 400, Type, documented with 403",
        "AccessDenied, 403, Kind, has the form"
    })
    void aRefusalHasTheProtocolsFormAndStatus(String code, int status, String element, String complaint) {
        String body = "<ErrorResponse><Error><" + element + ">Sender</" + element + "><Code>" + code
                + "</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>";
        List<String> found = texts(call("DescribeDBInstances", "", status, Optional.of(code)), body);

        assertThat(found).hasSize(complaint.isEmpty() ? 0 : 1);
        assertThat(found).allMatch(text -> text.contains(complaint));
    }

    private List<String> sent(String action, String parameters) {
        return texts(call(action, parameters, 0, Optional.empty()), "");
    }

    private List<String> result(String inner) {
        return answered("<CreateDBSnapshotResult>" + inner + "</CreateDBSnapshotResult>");
    }

    private List<String> answered(String inner) {
        String document = "<CreateDBSnapshotResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\">" + inner
                + "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></CreateDBSnapshotResponse>";
        return texts(
                call("CreateDBSnapshot", "DBInstanceIdentifier=o&DBSnapshotIdentifier=a", 200, Optional.empty()),
                document);
    }

    private List<String> texts(Call call, String answer) {
        return ModelCheck.findings(model, FACTS, call, answer.getBytes(UTF_8)).stream()
                .map(ModelCheck.Finding::text)
                .toList();
    }

    private static Call call(String action, String parameters, int status, Optional<String> errorCode) {
        Map<String, String> flat = Pattern.compile("&")
                .splitAsStream(parameters)
                .filter(parameter -> !parameter.isEmpty())
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        return new Call("rds", "eu-west-1", action, flat, "", status, errorCode, "1");
    }
}
