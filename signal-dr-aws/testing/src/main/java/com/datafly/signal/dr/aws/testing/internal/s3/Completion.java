package com.datafly.signal.dr.aws.testing.internal.s3;

import com.datafly.signal.dr.aws.testing.internal.http.Answer;
import com.datafly.signal.dr.aws.testing.internal.http.Refusal;
import com.datafly.signal.dr.aws.testing.internal.http.Xml;
import com.datafly.signal.dr.aws.testing.internal.s3.StoredVersion.StoredChecksum;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** CompleteMultipartUpload: puts the listed parts together. */
final class Completion {

    private static final int SMALLEST_PART = 5 << 20;

    private final BucketState bucket;
    private final S3Request request;

    private Completion(BucketState bucket, S3Request request) {
        this.bucket = bucket;
        this.request = request;
    }

    static Answer of(BucketState bucket, S3Request request) {
        request.principal().authorize("s3:PutObject", request.objectArn());
        synchronized (bucket) {
            String id = request.parameter("uploadId").orElse("");
            StoredVersion before = bucket.completed().get(id);
            return before == null ? new Completion(bucket, request).complete() : answer(bucket, request, before);
        }
    }

    private Answer complete() {
        Upload upload = Multipart.upload(bucket, request);
        List<Content> parts = parts(upload, listed());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ByteArrayOutputStream md5s = new ByteArrayOutputStream();
        for (Content part : parts) {
            content.writeBytes(part.bytes());
            md5s.writeBytes(part.md5());
        }
        Content whole = Content.of(content.toByteArray());
        requireSize(whole);
        Optional<StoredChecksum> checksum = checksum(upload, parts, whole);
        Conditions.requireForWrite(request, bucket.current(request.key()));
        String etag = Content.of(md5s.toByteArray()).etag(parts.size());
        StoredVersion stored = bucket.store(request.key(), whole, etag, upload.headers(), checksum);
        bucket.uploads().remove(upload.id());
        bucket.completed().put(upload.id(), stored);
        return answer(bucket, request, stored);
    }

    private static Answer answer(BucketState bucket, S3Request request, StoredVersion stored) {
        Xml out = Listings.answer("CompleteMultipartUploadResult")
                .put("Location", "/" + bucket.name() + "/" + request.key())
                .put("Bucket", bucket.name())
                .put("Key", request.key())
                .put("ETag", stored.etag());
        stored.checksum()
                .ifPresent(checksum ->
                        out.put(checksum.kind().element(), checksum.value()).put("ChecksumType", checksum.type()));
        var headers = ObjectWrites.writtenHeaders(stored);
        headers.remove("ETag");
        return S3Service.xml(out, headers);
    }

    /** Returns the parts in their order, as the request lists them. */
    private static List<Content> parts(Upload upload, List<ListedPart> listed) {
        requireOrder(listed);
        List<Content> parts = new ArrayList<>();
        for (int i = 0; i < listed.size(); i++) {
            ListedPart wanted = listed.get(i);
            Content part = upload.parts().get(wanted.number());
            if (part == null
                    || !part.etag().replace("\"", "").equals(wanted.etag().replace("\"", ""))) {
                throw Refusal.of(
                        "InvalidPart",
                        "One or more of the specified parts could not be found. The part may not have been uploaded, or"
                                + " the specified entity tag may not match the part's entity tag.");
            }
            if (i < listed.size() - 1 && part.size() < SMALLEST_PART) {
                throw Refusal.of("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
            }
            verifyPart(upload, part, wanted);
            parts.add(part);
        }
        return parts;
    }

    private static void requireOrder(List<ListedPart> listed) {
        int last = 0;
        for (ListedPart part : listed) {
            if (part.number() <= last) {
                throw Refusal.of("InvalidPartOrder", "The list of parts was not in ascending order.");
            }
            last = part.number();
        }
    }

    private static void verifyPart(Upload upload, Content part, ListedPart wanted) {
        upload.checksum().ifPresent(kind -> {
            Optional<String> sent = wanted.checksum(kind);
            if (sent.isEmpty() && upload.composite()) {
                throw Refusal.of(
                        "InvalidRequest",
                        "The upload was created using a " + kind + " checksum. The complete request must include the"
                                + " checksum for each part.");
            }
            sent.filter(value -> !value.equals(kind.of(part.bytes()))).ifPresent(value -> {
                throw Refusal.of("InvalidPart", "One or more of the specified parts' checksums does not match.");
            });
        });
    }

    private void requireSize(Content whole) {
        Optional<String> declared = request.header("x-amz-mp-object-size");
        if (declared.isPresent() && !declared.get().equals(Integer.toString(whole.size()))) {
            throw Refusal.of(
                    "InvalidRequest",
                    "The provided 'x-amz-mp-object-size' header value " + declared.get()
                            + " does not match what was computed: " + whole.size());
        }
    }

    private Optional<StoredChecksum> checksum(Upload upload, List<Content> parts, Content whole) {
        Optional<ChecksumKind> kind = upload.checksum();
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        if (!upload.composite()) {
            request.header(kind.get().header()).ifPresent(sent -> kind.get().verify(sent, whole.bytes()));
            return Optional.of(new StoredChecksum(kind.get(), kind.get().of(whole.bytes()), false));
        }
        ByteArrayOutputStream digests = new ByteArrayOutputStream();
        parts.forEach(part -> digests.writeBytes(kind.get().raw(part.bytes())));
        String value = kind.get().of(digests.toByteArray()) + "-" + parts.size();
        return Optional.of(new StoredChecksum(kind.get(), value, true));
    }

    private List<ListedPart> listed() {
        try {
            NodeList elements = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(request.body().bytes()))
                    .getElementsByTagName("Part");
            List<ListedPart> listed = new ArrayList<>();
            for (int i = 0; i < elements.getLength(); i++) {
                listed.add(new ListedPart((Element) elements.item(i)));
            }
            if (!listed.isEmpty()) {
                return listed;
            }
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("every Java parses XML", e);
        } catch (SAXException e) {
            throw malformed();
        }
        throw malformed();
    }

    private static Refusal malformed() {
        return Refusal.of(
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    /** A part as the request lists it. */
    private record ListedPart(Element element) {

        int number() {
            try {
                return Integer.parseInt(text("PartNumber").orElse(""));
            } catch (NumberFormatException e) {
                throw malformed();
            }
        }

        String etag() {
            return text("ETag").orElse("");
        }

        Optional<String> checksum(ChecksumKind kind) {
            return text(kind.element());
        }

        private Optional<String> text(String name) {
            NodeList found = element.getElementsByTagName(name);
            return found.getLength() == 0
                    ? Optional.empty()
                    : Optional.of(found.item(0).getTextContent());
        }
    }
}
