package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.aws.testing.Delays.Work;
import com.datafly.signal.dr.aws.testing.internal.http.Parameters;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.tck.DataPlane.Login;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** CreateDBInstance, of instances that are not members of a cluster. */
public final class Creation {

    private static final Set<String> ENGINES = Set.of("postgres", "mysql", "mariadb");

    private Creation() {}

    static Map<String, Action> actions() {
        return Map.of("CreateDBInstance", Creation::create);
    }

    /** Makes an instance of its own. */
    public static List<Xml> create(RdsCall call) {
        Region region = call.region();
        Parameters in = call.in();
        String name = Rules.name("DBInstanceIdentifier", in.required("DBInstanceIdentifier"), 63);
        String engine = in.required("Engine");
        Rules.oneOf("DB engine", engine, ENGINES);
        String password = in.required("MasterUserPassword");
        Facts fresh = Instances.fresh(region, name, engine)
                .with("DBInstanceClass", in.required("DBInstanceClass"))
                .with("MasterUsername", in.required("MasterUsername"))
                .with("AllocatedStorage", in.required("AllocatedStorage"))
                .with("EngineVersion", in.text("EngineVersion"));
        Facts instance = encrypted(region, in, Settings.apply(region, in, Instances.withNetworkDefaults(fresh)))
                .withTags(Tags.asked(in));
        if (password.length() < 8) {
            throw Refusal.of(
                    "InvalidParameterValue",
                    "The parameter MasterUserPassword is not a valid password: it is shorter than 8 characters.");
        }
        Instances.requireFree(region, name);
        Birth.requireRoom(region, instance);
        Login login = new Login(
                instance.text("MasterUsername"),
                Secret.of(password),
                instance.find("DBName").orElse("postgres"));
        Runnable work = () -> region.world().data().create(instance.text("data"), login);
        Birth.begin(region, instance, Work.CREATE, new Birth.Data(work, "failed"));
        return List.of(InstanceXml.of(region, instance));
    }

    private static Facts encrypted(Region region, Parameters in, Facts instance) {
        if (!in.is("StorageEncrypted")) {
            return instance;
        }
        String key = region.network().requireKey(in.text("KmsKeyId").orElse("alias/aws/rds"));
        return instance.with("StorageEncrypted", true).with("KmsKeyId", key);
    }
}
