package com.datafly.signal.dr.aws.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Holds one answer of the query protocol against its action, element by element. */
final class AnswerCheck {

    private static final String NAMESPACE = "http://rds.amazonaws.com/doc/2014-10-31/";

    private final List<String> complaints = new ArrayList<>();

    private AnswerCheck() {}

    /** Returns what is wrong with an answer that is no refusal. */
    static List<String> complaints(Operation operation, byte[] document) {
        AnswerCheck check = new AnswerCheck();
        Element root = parse(document);
        check.require(root, operation.name() + "Response");
        List<Element> parts = elements(root);
        operation.output().ifPresent(output -> {
            if (!parts.isEmpty()) {
                Element result = parts.remove(0);
                check.require(result, operation.name() + "Result");
                check.structure(output, result, operation.name());
            }
        });
        check.require(parts, "ResponseMetadata");
        return List.copyOf(check.complaints);
    }

    /** Returns the root of a document. */
    static Element parse(byte[] document) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(document))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalArgumentException("no XML", e);
        }
    }

    /** Returns the elements in an element. */
    static List<Element> elements(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private void require(List<Element> parts, String name) {
        if (parts.size() == 1) {
            require(parts.get(0), name);
        } else {
            complaints.add("beside " + name + " there are "
                    + parts.stream().map(Element::getLocalName).toList());
        }
    }

    private void require(Element element, String name) {
        if (!name.equals(element.getLocalName()) || !NAMESPACE.equals(element.getNamespaceURI())) {
            complaints.add(element.getLocalName() + " of " + element.getNamespaceURI() + " is no " + name);
        }
    }

    private void structure(Shape shape, Element element, String path) {
        Set<String> seen = new HashSet<>();
        for (Element child : elements(element)) {
            String name = child.getLocalName();
            Shape form = shape.members().get(name);
            if (form == null) {
                complaints.add(path + " holds " + name + ", which is no member");
            } else if (!seen.add(name)) {
                complaints.add(path + " holds " + name + " twice");
            } else {
                value(form, child, path + "." + name);
            }
        }
        shape.required().stream()
                .filter(name -> !seen.contains(name))
                .forEach(name -> complaints.add(path + " lacks " + name));
    }

    private void value(Shape shape, Element element, String path) {
        switch (shape.kind()) {
            case STRUCTURE -> structure(shape, element, path);
            case LIST -> list(shape, element, path);
            default -> scalar(shape, element, path);
        }
    }

    private void list(Shape shape, Element element, String path) {
        for (Element child : elements(element)) {
            if (child.getLocalName().equals(shape.itemName())) {
                value(shape.item().orElseThrow(), child, path + "." + shape.itemName());
            } else {
                complaints.add(path + " holds " + child.getLocalName() + ", and its items are " + shape.itemName());
            }
        }
    }

    private void scalar(Shape shape, Element element, String path) {
        if (elements(element).isEmpty()) {
            shape.complaint(element.getTextContent()).ifPresent(complaint -> complaints.add(path + ": " + complaint));
        } else {
            complaints.add(path + " holds elements, and is " + shape.kind());
        }
    }
}
