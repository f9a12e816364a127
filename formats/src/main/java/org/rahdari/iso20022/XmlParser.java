package org.rahdari.iso20022;

import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to a tree, under limits. A DOCTYPE is refused before anything in it is used, so there are
 * no entities to expand and nothing external to fetch; the parser is the JDK's own, whatever else
 * is on the class path.
 */
final class XmlParser {
  /** Ten times the 100 kB that SWIFT carries. */
  static final int BYTES_MAX = 1 << 20;

  /** The deepest path of a supported message has 16 steps; a wrapper adds a few. */
  static final int DEPTH_MAX = 64;

  static final int ELEMENTS_MAX = 20_000;
  static final int ATTRIBUTES_MAX = 16;

  /**
   * How the JDK's messages begin when one of its own limits (names, attributes, references) is
   * exceeded.
   */
  private static final String PARSER_LIMIT = "JAXP00010";

  private static final int DETAIL_LENGTH_MAX = 200;

  private final XMLStreamReader reader;
  private int depth;
  private int elements;

  private XmlParser(XMLStreamReader reader) {
    this.reader = reader;
  }

  static Parsed parse(byte[] bytes) {
    if (bytes.length == 0) return new Unreadable("WellFormed", "The message is empty.", 1, 1);
    if (bytes.length > BYTES_MAX) {
      return new Unreadable(
          "ByteLimit", "The message has more than " + BYTES_MAX + " bytes.", 1, 1);
    }
    return switch (CharacterDecoding.decode(bytes)) {
      case CharacterDecoding.Undecodable(Unreadable why) -> why;
      case CharacterDecoding.Characters(String text) -> parse(text);
    };
  }

  private static Parsed parse(String text) {
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new StringReader(text));
      try {
        return new XmlParser(reader).tree();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber());
      int column = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNumber());
      if (detail(e).startsWith(PARSER_LIMIT)) {
        return new Unreadable(
            "ParserLimit", "The XML exceeds a limit of the JDK's parser.", line, column);
      }
      return new Unreadable("WellFormed", "The XML is not well-formed: " + detail(e), line, column);
    }
  }

  /** Made anew each time: the JDK does not promise that a factory may be shared among threads. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setXMLResolver(
        (publicId, systemId, baseUri, namespace) -> {
          throw new XMLStreamException("nothing external is resolved");
        });
    return factory;
  }

  private Parsed tree() throws XMLStreamException {
    if ("1.1".equals(reader.getVersion()))
      return refuse("XmlVersion", "ISO 20022 messages are XML 1.0.");

    Element root = null;
    Element current = null;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          Unreadable over = overLimit();
          if (over != null) return over;
          current = start(current);
          if (root == null) root = current;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          current = current == null ? null : current.parent();
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (current != null) current.append(reader.getText());
        }
        case XMLStreamConstants.DTD -> {
          return refuse("NoDoctype", "A DOCTYPE is refused: ISO 20022 messages have none.");
        }
        case XMLStreamConstants.ENTITY_REFERENCE -> {
          return refuse("WellFormed", "The message refers to an entity that XML does not define.");
        }
        default -> {} // comments and processing instructions say nothing to us
      }
    }
    if (root == null) return refuse("WellFormed", "The message has no root element.");
    return new Parsed.Tree(root);
  }

  private @Nullable Unreadable overLimit() {
    if (++depth > DEPTH_MAX)
      return refuse("DepthLimit", "Elements are nested deeper than " + DEPTH_MAX + ".");
    if (++elements > ELEMENTS_MAX)
      return refuse("ElementLimit", "There are more than " + ELEMENTS_MAX + " elements.");
    if (reader.getAttributeCount() > ATTRIBUTES_MAX) {
      return refuse(
          "AttributeLimit", "An element has more than " + ATTRIBUTES_MAX + " attributes.");
    }
    return null;
  }

  private Element start(@Nullable Element parent) {
    String namespace = reader.getNamespaceURI();
    Element element =
        new Element(reader.getLocalName(), namespace == null ? "" : namespace, parent);
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String space = reader.getAttributeNamespace(i);
      String name = reader.getAttributeLocalName(i);
      element.attributes.put(
          space == null || space.isEmpty() ? name : "{" + space + "}" + name,
          reader.getAttributeValue(i));
    }
    return element;
  }

  private Unreadable refuse(String rule, String sentence) {
    return new Unreadable(
        rule,
        sentence,
        Math.max(1, reader.getLocation().getLineNumber()),
        Math.max(1, reader.getLocation().getColumnNumber()));
  }

  private static String detail(XMLStreamException e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    int start = message.indexOf("Message: ");
    String detail = start < 0 ? message : message.substring(start + "Message: ".length());
    return detail.length() <= DETAIL_LENGTH_MAX
        ? detail
        : detail.substring(0, DETAIL_LENGTH_MAX) + "…";
  }
}
