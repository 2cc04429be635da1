package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import java.util.Map;

/** What a bucket tells of itself. */
final class BucketReads {

    private BucketReads() {}

    static Answer head(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:ListBucket", request.bucketArn());
        return Answer.of(200, Map.of("x-amz-bucket-region", bucket.settings().region()), new byte[0]);
    }

    /** A bucket in us-east-1 has no location constraint. */
    static Answer location(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:GetBucketLocation", request.bucketArn());
        String region = bucket.settings().region();
        return S3Service.xml(Xml.text("LocationConstraint", region.equals("us-east-1") ? "" : region)
                .in("http://s3.amazonaws.com/doc/2006-03-01/"));
    }

    static Answer versioning(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:GetBucketVersioning", request.bucketArn());
        Xml out = Listings.answer("VersioningConfiguration");
        return S3Service.xml(bucket.settings().versioned() ? out.put("Status", "Enabled") : out);
    }

    static Answer objectLock(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:GetBucketObjectLockConfiguration", request.bucketArn());
        String mode = bucket.settings()
                .lockMode()
                .orElseThrow(() -> Refusal.of(
                        "ObjectLockConfigurationNotFoundError",
                        404,
                        "Object Lock configuration does not exist for this bucket"));
        Xml retention = Xml.element("DefaultRetention")
                .put("Mode", mode)
                .put("Days", bucket.settings().retention().toDays());
        return S3Service.xml(Listings.answer("ObjectLockConfiguration")
                .put("ObjectLockEnabled", "Enabled")
                .add(Xml.element("Rule").add(retention)));
    }
}
