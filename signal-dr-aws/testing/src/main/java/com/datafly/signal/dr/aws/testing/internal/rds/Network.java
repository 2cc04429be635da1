package com.datafly.signal.dr.aws.testing.internal.rds;

import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What databases of a region are made with: subnets, security groups, parameter and option groups, keys. */
public final class Network {

    /** The security group that a database gets when none is named. */
    public static final String DEFAULT_SECURITY_GROUP = "sg-default";

    private static final String DEFAULT_VPC = "vpc-default";

    private final String region;
    private final String account;
    private final Map<String, String> vpcOfSubnetGroup = new LinkedHashMap<>(Map.of("default", DEFAULT_VPC));
    private final Map<String, String> vpcOfSecurityGroup =
            new LinkedHashMap<>(Map.of(DEFAULT_SECURITY_GROUP, DEFAULT_VPC));
    private final Set<String> parameterGroups = new HashSet<>();
    private final Set<String> optionGroups = new HashSet<>();
    private final Map<String, Boolean> keys = new LinkedHashMap<>();

    Network(String region, String account) {
        this.region = region;
        this.account = account;
        this.keys.put(defaultKey(), true);
    }

    /** Makes a subnet group in a VPC. */
    public void subnetGroup(String name, String vpc) {
        vpcOfSubnetGroup.put(name, vpc);
    }

    /** Makes a security group in a VPC. */
    public void securityGroup(String id, String vpc) {
        vpcOfSecurityGroup.put(id, vpc);
    }

    /** Makes a subnet group and security groups in it, those that are not there yet. */
    public void makeMissing(String subnetGroup, List<String> securityGroups) {
        String vpc = vpcOfSubnetGroup.computeIfAbsent(subnetGroup, unknown -> "vpc-" + region);
        securityGroups.forEach(id -> vpcOfSecurityGroup.putIfAbsent(id, vpc));
    }

    /** Makes a key if it is not there yet; returns its ARN. */
    public String makeKey(String idOrArn) {
        String arn = idOrArn.equals("alias/aws/rds") ? defaultKey() : keyArn(idOrArn);
        keys.putIfAbsent(arn, true);
        return arn;
    }

    /** Makes a parameter group. */
    public void parameterGroup(String name) {
        parameterGroups.add(name);
    }

    /** Makes an option group. */
    public void optionGroup(String name) {
        optionGroups.add(name);
    }

    /** Makes a key, or lets it be accessible or not; returns its ARN. */
    public String key(String id, boolean accessible) {
        String arn = keyArn(id);
        keys.put(arn, accessible);
        return arn;
    }

    /** Returns the ARN of the key that encrypts what names no key. */
    public String defaultKey() {
        return keyArn("00000000-0000-0000-0000-000000000001");
    }

    /** Returns the ARN of a key that can be used. */
    public String requireKey(String idOrArn) {
        String arn = idOrArn.equals("alias/aws/rds") ? defaultKey() : keyArn(idOrArn);
        if (!keys.getOrDefault(arn, false)) {
            throw Refusal.of(
                    "KMSKeyNotAccessibleFault",
                    "The specified KMS key [" + arn + "] does not exist, is not enabled or you do not have permissions"
                            + " to access it.");
        }
        return arn;
    }

    /** Tells whether a key can be used. */
    public boolean isAccessible(String arn) {
        return keys.getOrDefault(arn, false);
    }

    /** Returns the VPC of a subnet group. */
    public String requireVpc(String subnetGroup) {
        String vpc = vpcOfSubnetGroup.get(subnetGroup);
        if (vpc == null) {
            throw Refusal.of(
                    "DBSubnetGroupNotFoundFault", 404, "DB subnet group '" + subnetGroup + "' does not exist.");
        }
        return vpc;
    }

    /** Returns the default security group of a subnet group's VPC. */
    public String defaultSecurityGroup(String subnetGroup) {
        String vpc = requireVpc(subnetGroup);
        String id = vpc.equals(DEFAULT_VPC) ? DEFAULT_SECURITY_GROUP : "sg-default-of-" + vpc;
        vpcOfSecurityGroup.putIfAbsent(id, vpc);
        return id;
    }

    /** Refuses security groups that are not there, or not in the VPC of the subnet group. */
    public void requireSecurityGroups(List<String> ids, String subnetGroup) {
        String vpc = requireVpc(subnetGroup);
        List<String> unknown = new ArrayList<>(ids);
        unknown.removeIf(vpcOfSecurityGroup::containsKey);
        if (!unknown.isEmpty()) {
            throw Refusal.of(
                    "InvalidParameterValue", "Invalid security group , groupId= " + unknown.get(0) + ", groupName=.");
        }
        for (String id : ids) {
            if (!vpc.equals(vpcOfSecurityGroup.get(id))) {
                throw Refusal.of(
                        "InvalidVPCNetworkStateFault",
                        "The DB instance and EC2 security group are in different VPCs. The DB instance is in " + vpc
                                + " and the EC2 security group is in " + vpcOfSecurityGroup.get(id));
            }
        }
    }

    /** Refuses a parameter group that is not there. */
    public String requireParameterGroup(String name) {
        if (!name.startsWith("default.") && !parameterGroups.contains(name)) {
            throw Refusal.of("DBParameterGroupNotFound", 404, "DBParameterGroup not found: " + name);
        }
        return name;
    }

    /** Tells whether an option group is there. */
    public boolean hasOptionGroup(String name) {
        return name.startsWith("default:") || optionGroups.contains(name);
    }

    /** Refuses an option group that is not there. */
    public String requireOptionGroup(String name) {
        if (!hasOptionGroup(name)) {
            throw Refusal.of("OptionGroupNotFoundFault", 404, "Specified OptionGroupName: " + name + " not found.");
        }
        return name;
    }

    /** Returns the three zones of the region. */
    public List<String> zones() {
        return List.of(region + "a", region + "b", region + "c");
    }

    /** Refuses a zone that the region does not have. */
    public String requireZone(String zone) {
        if (!zones().contains(zone)) {
            throw Refusal.of(
                    "InvalidVPCNetworkStateFault",
                    zone + " is not a valid availability zone. Valid zones are " + zones() + ".");
        }
        return zone;
    }

    private String keyArn(String id) {
        return id.startsWith("arn:") ? id : "arn:aws:kms:" + region + ":" + account + ":key/" + id;
    }
}
